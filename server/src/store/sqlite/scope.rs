//! The district that a statement is for, its failures, and ending a connection.

use crate::ground::clock::Clock;
use crate::store::error::StoreError;
use crate::store::sqlite::parsed::Tables;
use domain::ids::DistrictId;
use futures::future::BoxFuture;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Connection, Sqlite};

/// The context of every statement.
pub(super) struct Scope {
    pub(super) district: DistrictId,
    pub(super) clock: Clock,
    pub(super) tables: Tables,
}

impl Scope {
    pub(super) fn district(&self) -> &str {
        self.district.as_str()
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}

/// A piece of work of the writer.
pub(super) type Run<I, T> =
    for<'c> fn(&'c mut SqliteConnection, &'c Scope, &'c I) -> BoxFuture<'c, Result<T, StoreError>>;

/// Runs a statement that returns nothing.
pub(super) async fn execute(
    db: &mut SqliteConnection,
    query: Query<'_, Sqlite, SqliteArguments>,
) -> Result<(), StoreError> {
    query.execute(db).await.map_err(failed)?;
    Ok(())
}

/// Classifies a database error.
pub(super) fn failed(error: sqlx::Error) -> StoreError {
    // SQLite's primary result codes; extended codes carry them in the lowest byte. Failures of the
    // disk or the system say nothing about the data to be written, and may pass: BUSY 5, LOCKED 6,
    // NOMEM 7, READONLY 8, INTERRUPT 9, IOERR 10, CANTOPEN 14, PROTOCOL 15. The same holds for a
    // file that cannot be read: CORRUPT 11, NOTADB 26.
    let code = error
        .as_database_error()
        .and_then(|error| error.code())
        .and_then(|code| code.parse::<u32>().ok())
        .map(|code| code & 0xff);
    match (&error, code) {
        (_, Some(13)) => StoreError::Full,
        (sqlx::Error::Io(io), _) if io.kind() == std::io::ErrorKind::StorageFull => {
            StoreError::Full
        }
        (_, Some(5..=11 | 14 | 15 | 26))
        | (
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed,
            _,
        ) => {
            tracing::warn!(%error, "the database does not do it now");
            StoreError::Unavailable(error.to_string())
        }
        _ => StoreError::Broken(error.to_string()),
    }
}

/// Closes the writer's connection and merges the write-ahead log into the file.
pub(super) async fn finish(mut connection: SqliteConnection) {
    if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await
    {
        tracing::warn!(%error, "checkpoint failed");
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the database did not close cleanly");
    }
}
