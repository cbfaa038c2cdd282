//! Connections and rows of either database.

use sqlx::postgres::{PgConnection, PgPool, PgRow};
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Postgres, Sqlite, Transaction};
use std::ops::{Deref, DerefMut};

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// One file on this machine.
    Sqlite,
    /// A server that several machines share.
    Postgres,
}

/// A connection of its own, or one that a transaction of the pool holds.
pub enum Connection {
    /// A connection to a file.
    Sqlite(SqliteConnection),
    /// A connection to a server.
    Postgres(PgConnection),
    /// A transaction on a file.
    SqliteIn(Transaction<'static, Sqlite>),
    /// A transaction on a server.
    PostgresIn(Transaction<'static, Postgres>),
}

impl Connection {
    /// Which database it is of.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) | Self::SqliteIn(_) => Dialect::Sqlite,
            Self::Postgres(_) | Self::PostgresIn(_) => Dialect::Postgres,
        }
    }
}

/// A read transaction: all its reads see the same moment. Dropped, it ends.
pub struct Snapshot(pub(super) Connection);

impl Deref for Snapshot {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Snapshot {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// The connections of the readers.
#[derive(Clone)]
pub enum Pool {
    /// Readers of a file.
    Sqlite(SqlitePool),
    /// Readers at a server.
    Postgres(PgPool),
}

/// A row of a result.
pub enum Row {
    /// Of a file.
    Sqlite(SqliteRow),
    /// Of a server.
    Postgres(PgRow),
}
