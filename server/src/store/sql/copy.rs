//! Copying the whole district from one database to another: moving it to PostgreSQL, and backing it
//! up from there into a file. Each table is one transaction. A copy that was interrupted goes on
//! where it stopped: tables that are already the same are passed over.

use crate::store::database::{Connection, Field, Kind, Row, query};
use crate::store::error::StoreError;
use crate::store::sql::rows;
use crate::store::sql::transaction::commit;
use domain::ids::DistrictId;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The tables, each after those that its rows refer to, with the columns that order its rows within
/// a district.
pub(super) const TABLES: [(&str, &[&str]); 30] = [
    ("districts", &[]),
    ("towns", &["id"]),
    ("town_names", &["town", "before"]),
    ("sites", &["id"]),
    ("users", &["id"]),
    ("sessions", &["token_hash"]),
    ("invitations", &["token_hash"]),
    ("tries", &["login"]),
    ("tables", &["sha256"]),
    ("quarters", &["quarter"]),
    ("quarter_events", &["number"]),
    ("frozen", &["quarter", "number"]),
    ("draws", &["number"]),
    ("draw_witnesses", &["number"]),
    ("assignments", &["id"]),
    ("devices", &["id"]),
    ("tablets", &["device"]),
    ("ops", &["device", "seq"]),
    ("visits", &["id"]),
    ("findings", &["id"]),
    ("decisions", &["server_seq"]),
    ("photos", &["id"]),
    ("uploads", &["user_id", "sha256"]),
    ("feed", &["kind", "key"]),
    ("facts", &["number"]),
    ("row_signs", &["number"]),
    ("reminders", &["number"]),
    ("evidence", &["id"]),
    ("evidence_withdrawn", &["id"]),
    ("audit", &["number"]),
];

/// How many rows are read and written at once; a visit's document can be large.
const ROWS: i64 = 200;

/// What a table holds: how many rows, and SHA-256 over them in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The number of rows.
    pub rows: u64,
    /// SHA-256, in hex, over the rows' values as JSON.
    pub sha256: String,
}

/// A table of one district.
struct Table {
    name: &'static str,
    /// The column of the district.
    of: &'static str,
    order: &'static [&'static str],
    columns: Vec<Field<String>>,
}

impl Table {
    async fn of(
        db: &mut Connection,
        (name, order): (&'static str, &'static [&'static str]),
    ) -> Result<Self, StoreError> {
        Ok(Self {
            name,
            of: if order.is_empty() {
                "id"
            } else {
                "district_id"
            },
            order,
            columns: db.columns(name).await?,
        })
    }

    fn names(&self) -> String {
        let quoted = self.columns.iter().map(|(name, _)| format!("\"{name}\""));
        quoted.collect::<Vec<_>>().join(", ")
    }

    fn kind(&self, column: &str) -> Kind {
        let found = self.columns.iter().find(|(name, _)| name == column);
        found.map_or(Kind::Text, |(_, kind)| *kind)
    }

    /// The rows after `last`, each as the values of its columns.
    async fn page(
        &self,
        db: &mut Connection,
        district: &str,
        last: Option<&Map<String, Value>>,
    ) -> Result<Vec<Map<String, Value>>, StoreError> {
        let mut sql = format!(
            "SELECT {} FROM {} WHERE {} = $1",
            self.names(),
            self.name,
            self.of
        );
        let order = self.order.join(", ");
        let places: Vec<_> = (2..2 + self.order.len()).map(|n| format!("${n}")).collect();
        if last.is_some() && !order.is_empty() {
            sql += &format!(" AND ({order}) > ({})", places.join(", "));
        }
        if !order.is_empty() {
            sql += &format!(" ORDER BY {order}");
        }
        sql += &format!(" LIMIT {ROWS}");
        let mut page = query(sql).bind(district);
        for column in self.order.iter().filter(|_| last.is_some()) {
            let value = last.and_then(|row| row.get(*column));
            page = match self.kind(column) {
                Kind::Text => page.bind(value.and_then(Value::as_str)),
                Kind::Number | Kind::Flag => page.bind(value.and_then(Value::as_i64)),
            };
        }
        let found = page.fetch_all(db).await?;
        found.iter().map(|row| self.values(row)).collect()
    }

    fn values(&self, row: &Row) -> Result<Map<String, Value>, StoreError> {
        let one = |(name, kind): &Field<String>| {
            let value = match kind {
                Kind::Text => rows::get::<Option<String>>(row, name)?.map(Value::from),
                Kind::Number | Kind::Flag => rows::get::<Option<i64>>(row, name)?.map(Value::from),
            };
            Ok((name.clone(), value.unwrap_or(Value::Null)))
        };
        self.columns.iter().map(one).collect()
    }

    /// Reads the whole table, page by page.
    async fn contents(&self, db: &mut Connection, district: &str) -> Result<Contents, StoreError> {
        let mut reading = Reading::default();
        while let Some(page) = reading.next(self, db, district).await? {
            drop(page);
        }
        Ok(reading.contents())
    }

    async fn write(
        &self,
        db: &mut Connection,
        page: &[Map<String, Value>],
    ) -> Result<(), StoreError> {
        let names = self.names();
        let r = db.dialect().records("r", "$1", &self.columns);
        let sql = format!(
            "WITH {r} INSERT INTO {} ({names}) SELECT {names} FROM r WHERE true",
            self.name
        );
        let written = query(sql).bind(rows::to_json(page)?).execute(db).await;
        written?;
        Ok(())
    }
}

/// Reading a table from its beginning.
#[derive(Default)]
struct Reading {
    last: Option<Map<String, Value>>,
    done: bool,
    rows: u64,
    hash: Sha256,
}

impl Reading {
    async fn next(
        &mut self,
        table: &Table,
        db: &mut Connection,
        district: &str,
    ) -> Result<Option<Vec<Map<String, Value>>>, StoreError> {
        if self.done {
            return Ok(None);
        }
        let page = table.page(db, district, self.last.as_ref()).await?;
        self.done = page.len() < usize::try_from(ROWS).unwrap_or(usize::MAX);
        for row in &page {
            let values: Vec<_> = table
                .columns
                .iter()
                .map(|(name, _)| row.get(name))
                .collect();
            self.hash.update(rows::to_json(&values)?);
            self.hash.update("\n");
        }
        self.rows += page.len() as u64;
        self.last = page.last().cloned().or(self.last.take());
        Ok(Some(page))
    }

    fn contents(self) -> Contents {
        Contents {
            rows: self.rows,
            sha256: hex::encode(self.hash.finalize()),
        }
    }
}

/// Copies the district; `tell` hears of each table when it is there and the same. Fails, with
/// nothing changed, at a table that holds something else.
pub(super) async fn copy(
    from: &mut Connection,
    to: &mut Connection,
    district: &DistrictId,
    tell: &mut (dyn FnMut(&'static str, &Contents) + Send),
) -> Result<(), StoreError> {
    for which in TABLES {
        let table = Table::of(from, which).await?;
        let there = table.contents(to, district.as_str()).await?;
        if there.rows > 0 {
            let here = table.contents(from, district.as_str()).await?;
            if here != there {
                return Err(StoreError::Broken(format!(
                    "the table {} there holds something else: {} rows there, {} here",
                    table.name, there.rows, here.rows
                )));
            }
            tell(table.name, &here);
            continue;
        }
        to.begin(district).await?;
        let mut reading = Reading::default();
        while let Some(page) = reading.next(&table, from, district.as_str()).await? {
            table.write(to, &page).await?;
        }
        commit(to, district).await?;
        let (here, there) = (
            reading.contents(),
            table.contents(to, district.as_str()).await?,
        );
        if here != there {
            return Err(StoreError::Broken(format!(
                "the table {} did not arrive as it was: {here:?}, {there:?}",
                table.name
            )));
        }
        tell(table.name, &here);
    }
    Ok(())
}
