//! Many rows as one parameter: a JSON array of objects.

use super::connection::Dialect;
use std::fmt::Write;

/// What a field of the objects holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// Truth; 0 or 1 in a column.
    Flag,
}

/// A field: its key, which is also the column's name, and what it holds.
pub type Field<N = &'static str> = (N, Kind);

impl Dialect {
    /// The common table expression `name` with a row for each object in the parameter `parameter`
    /// (`$2`), to stand after `WITH`.
    pub fn records<N: AsRef<str>>(
        self,
        name: &str,
        parameter: &str,
        fields: &[Field<N>],
    ) -> String {
        let mut columns = String::new();
        let mut types = String::new();
        for (at, (key, kind)) in fields.iter().enumerate() {
            let key = key.as_ref();
            let comma = if at == 0 { "" } else { ", " };
            // Writing to a text cannot fail.
            let _ = match (self, kind) {
                (Self::Sqlite, _) => write!(columns, "{comma}value ->> '{key}' AS \"{key}\""),
                (Self::Postgres, Kind::Flag) => {
                    write!(
                        columns,
                        "{comma}CAST(CAST(\"{key}\" AS INT) AS BIGINT) AS \"{key}\""
                    )
                }
                (Self::Postgres, _) => write!(columns, "{comma}\"{key}\""),
            };
            let of = match kind {
                Kind::Text => "TEXT",
                Kind::Number => "BIGINT",
                Kind::Flag => "BOOLEAN",
            };
            let _ = write!(types, "{comma}\"{key}\" {of}");
        }
        match self {
            // Each object is read where it lies: materialized as it is, and its fields are not.
            Self::Sqlite => format!(
                "{name}_objects (value) AS MATERIALIZED (SELECT value FROM json_each({parameter})),
                 {name} AS NOT MATERIALIZED (SELECT {columns} FROM {name}_objects)"
            ),
            Self::Postgres => format!(
                "{name} AS MATERIALIZED (SELECT {columns}
                   FROM json_to_recordset(CAST({parameter} AS JSON)) AS r ({types}))"
            ),
        }
    }

    /// A piece of the documents in a parameter, from byte `begin` (from 1) for `length` bytes, as a
    /// text.
    pub fn piece(self, parameter: &str, begin: &str, length: &str) -> String {
        match self {
            Self::Sqlite => format!("CAST(substr({parameter}, {begin}, {length}) AS TEXT)"),
            Self::Postgres => format!(
                "convert_from(substr({parameter}, CAST({begin} AS INT), CAST({length} AS INT)), 'UTF8')"
            ),
        }
    }
}
