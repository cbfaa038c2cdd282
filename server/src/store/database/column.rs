//! Values of columns.

use super::connection::Row;
use super::failure::failed;
use crate::store::error::StoreError;
use sqlx::{ColumnIndex, Error, Row as _, TypeInfo, ValueRef};

/// A type that a column's value can be read as.
pub trait Column<'r>: Sized {
    /// Reads the value.
    fn read(row: &'r Row, column: At<'_>) -> Result<Self, Error>;
}

/// A column, by name or by place.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
    /// Its name.
    Name(&'a str),
    /// Its place, from 0.
    Place(usize),
}

macro_rules! at {
    ($($row:ty),*) => {
        $(impl ColumnIndex<$row> for At<'_> {
            fn index(&self, row: &$row) -> Result<usize, Error> {
                match self {
                    Self::Name(name) => ColumnIndex::<$row>::index(name, row),
                    Self::Place(place) => ColumnIndex::<$row>::index(place, row),
                }
            }
        })*
    };
}
at!(sqlx::sqlite::SqliteRow, sqlx::postgres::PgRow);

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// There is no such column, or it holds another type.
    pub fn get<'r, T: Column<'r>>(&'r self, column: &str) -> Result<T, StoreError> {
        T::read(self, At::Name(column)).map_err(failed)
    }
}

/// A number; PostgreSQL has them in three widths, and truth apart.
fn number(row: &Row, column: At<'_>) -> Result<Option<i64>, Error> {
    let row = match row {
        Row::Sqlite(row) => return row.try_get(column),
        Row::Postgres(row) => row,
    };
    let value = row.try_get_raw(column)?;
    let kind = value.type_info().name().to_owned();
    match kind.as_str() {
        "BOOL" => Ok(row.try_get::<Option<bool>, _>(column)?.map(i64::from)),
        "INT4" => Ok(row.try_get::<Option<i32>, _>(column)?.map(i64::from)),
        _ => row.try_get(column),
    }
}

fn there<T>(value: Option<T>) -> Result<T, Error> {
    value.ok_or_else(|| Error::Decode(Box::new(sqlx::error::UnexpectedNullError)))
}

macro_rules! same_in_both {
    ($($type:ty),*) => {
        $(
            impl<'r> Column<'r> for $type {
                fn read(row: &'r Row, column: At<'_>) -> Result<Self, Error> {
                    match row {
                        Row::Sqlite(row) => row.try_get(column),
                        Row::Postgres(row) => row.try_get(column),
                    }
                }
            }
        )*
    };
}
same_in_both!(&'r str, Option<&'r str>, String, Option<String>);

macro_rules! numbers {
    ($($type:ty => $from:expr;)*) => {
        $(
            impl<'r> Column<'r> for $type {
                fn read(row: &'r Row, column: At<'_>) -> Result<Self, Error> {
                    number(row, column).and_then(there).and_then($from)
                }
            }
            impl<'r> Column<'r> for Option<$type> {
                fn read(row: &'r Row, column: At<'_>) -> Result<Self, Error> {
                    number(row, column)?.map($from).transpose()
                }
            }
        )*
    };
}

fn narrow<T>(number: i64) -> Result<T, Error>
where
    T: TryFrom<i64, Error: Into<Box<dyn std::error::Error + Send + Sync>>>,
{
    T::try_from(number).map_err(|error| Error::Decode(error.into()))
}

numbers! {
    i64 => narrow;
    bool => |it| Ok(it != 0);
    i32 => narrow;
    u32 => narrow;
    u64 => narrow;
}
