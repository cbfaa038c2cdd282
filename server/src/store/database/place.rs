//! Where a database is: opening it, its transactions, and closing it.

use super::column::{At, Column};
use super::connection::{Connection, Dialect, Pool, Snapshot};
use super::failure::failed;
use super::query::query;
use super::records::{Field, Kind};
use super::{postgres, sqlite};
use crate::store::error::StoreError;
use domain::ids::DistrictId;
use sqlx::Connection as _;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

/// Where a database is.
pub enum Where {
    /// In a file.
    File(PathBuf),
    /// At a server.
    Server(postgres::Url),
}

impl Where {
    /// Opens it for one who writes and for many who read, with the newest schema.
    pub async fn open(&self) -> Result<(Connection, Pool), StoreError> {
        match self {
            Self::File(path) => sqlite::open(path).await,
            Self::Server(url) => postgres::open(url).await,
        }
    }

    /// A connection of its own, with the schema as it is.
    ///
    /// # Errors
    /// The database is not there or does not answer.
    pub async fn connect(&self) -> Result<Connection, StoreError> {
        match self {
            Self::File(path) => sqlite::connect(path).await,
            Self::Server(url) => postgres::connect(url).await,
        }
    }

    pub(crate) fn is_server(&self) -> bool {
        matches!(self, Self::Server(_))
    }

    /// Replaces a connection to a server that is gone, and returns whether it did; if the server is
    /// still gone, the connection stays as it is.
    pub(crate) async fn mend(&self, connection: &mut Connection) -> bool {
        if !self.is_server() || connection.answers().await {
            return false;
        }
        match self.connect().await {
            Ok(new) => {
                *connection = new;
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the database server does not answer");
                false
            }
        }
    }
}

impl Connection {
    /// Begins a transaction that may write. On PostgreSQL it holds the district's lock, so that the
    /// writers of several servers take turns, as those of a file do.
    ///
    /// # Errors
    /// Another process writes for too long, or the database does not answer.
    pub async fn begin(&mut self, district: &DistrictId) -> Result<(), StoreError> {
        match self.dialect() {
            Dialect::Sqlite => self.script("BEGIN IMMEDIATE".into()).await,
            Dialect::Postgres => {
                let begun = self.script(postgres::begin(district)).await;
                if begun.is_err() {
                    // It has begun, and waited for the lock in vain.
                    let _ = self.script("ROLLBACK".into()).await;
                }
                begun
            }
        }
    }

    /// Commits. PostgreSQL then tells all servers the district's number.
    pub(crate) async fn commit(&mut self, district: &DistrictId) -> Result<(), StoreError> {
        match self.dialect() {
            Dialect::Sqlite => self.script("COMMIT".into()).await,
            Dialect::Postgres => self.script(postgres::commit(district)).await,
        }
    }

    /// The columns of a table, in their order. All have texts or numbers.
    pub async fn columns(&mut self, table: &str) -> Result<Vec<Field<String>>, StoreError> {
        let sql = match self.dialect() {
            Dialect::Sqlite => sqlite::COLUMNS,
            Dialect::Postgres => postgres::COLUMNS,
        };
        let found = query(sql).bind(table).fetch_all(self).await?;
        let one = |row| {
            let name = String::read(row, At::Place(0)).map_err(failed)?;
            let kind = <&str>::read(row, At::Place(1)).map_err(failed)?;
            let kind = match kind {
                "TEXT" | "text" => Kind::Text,
                _ => Kind::Number,
            };
            Ok((name, kind))
        };
        found.iter().map(one).collect()
    }

    /// Whether the database answers.
    async fn answers(&mut self) -> bool {
        query("SELECT 1").fetch_one(self).await.is_ok()
    }

    /// Closes a connection of its own; what fails is only logged.
    pub async fn close(self) {
        let closed = match self {
            Self::Sqlite(connection) => sqlite::close(connection).await,
            Self::Postgres(connection) => connection.close().await,
            // Dropped, a transaction goes back to its pool.
            Self::SqliteIn(_) | Self::PostgresIn(_) => Ok(()),
        };
        if let Err(error) = closed {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }
}

impl Pool {
    /// Tells `heard` the number of every commit of the district, by whichever server. A file has
    /// one server, which knows its own.
    pub(crate) fn follow(&self, district: DistrictId, heard: Arc<watch::Sender<u64>>) {
        if let Self::Postgres(pool) = self {
            tokio::spawn(postgres::follow(pool.clone(), district, heard));
        }
    }

    /// A connection in a read transaction.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let begun = match self {
            Self::Sqlite(pool) => pool.begin().await.map(Connection::SqliteIn),
            Self::Postgres(pool) => {
                let begun = pool.begin_with(postgres::SNAPSHOT).await;
                begun.map(Connection::PostgresIn)
            }
        };
        begun.map(Snapshot).map_err(failed)
    }

    /// Closes all of them.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
