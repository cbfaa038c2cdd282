//! The store on SQLite: one writer that commits what waits together, and a pool of readers.

mod accounts;
mod audit;
mod cards;
mod decide;
mod feed;
mod load;
mod photos;
mod pull;
mod push;
mod review;
mod rows;
mod setup;
mod tables;
mod write_visit;
mod writer;

use super::{Store, StoreError};
use crate::clock::Clock;
use domain::ids::DistrictId;
use futures::future::BoxFuture;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tables::Tables;
use writer::Writer;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/sqlite");

/// How long a reader waits for a checkpoint, and the writer for another process.
const BUSY: Duration = Duration::from_secs(5);
const READERS: u32 = 8;

/// A district's store in one SQLite file.
pub struct SqliteStore {
    readers: SqlitePool,
    writer: Writer,
    scope: Arc<Scope>,
}

/// What every statement needs to know.
pub(super) struct Scope {
    district: DistrictId,
    clock: Clock,
    tables: Tables,
}

impl Scope {
    fn district(&self) -> &str {
        self.district.as_str()
    }

    fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}

impl SqliteStore {
    /// Opens the file, makes it where there is none, and brings it to the newest form.
    pub async fn open(path: &Path, district: DistrictId, clock: Clock) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let mut connection = options.connect().await.map_err(failed)?;
        MIGRATIONS
            .run(&mut connection)
            .await
            .map_err(|error| StoreError::broken("migration", error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(BUSY)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await
            .map_err(failed)?;
        let scope = Arc::new(Scope {
            district,
            clock,
            tables: Tables::default(),
        });
        Ok(Self {
            readers,
            writer: Writer::start(connection),
            scope,
        })
    }

    /// A reader's connection, inside a read transaction: everything it sees is of one moment.
    async fn snapshot(&self) -> Result<sqlx::Transaction<'static, sqlx::Sqlite>, StoreError> {
        self.readers.begin().await.map_err(failed)
    }

    /// Runs `run` in the writer's transaction; it may run again after a rollback.
    async fn write<I, T>(&self, input: I, run: Run<I, T>) -> Result<T, StoreError>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        self.writer.run(Arc::clone(&self.scope), input, run).await
    }
}

/// A piece of work of the writer.
type Run<I, T> =
    for<'c> fn(&'c mut SqliteConnection, &'c Scope, &'c I) -> BoxFuture<'c, Result<T, StoreError>>;

impl Store for SqliteStore {}

/// What a failure of the database means.
fn failed(error: sqlx::Error) -> StoreError {
    // SQLite's primary result codes: 13 FULL, 5 BUSY, 6 LOCKED, 10 IOERR. Extended codes carry
    // them in the lowest byte.
    let code = error
        .as_database_error()
        .and_then(|error| error.code())
        .and_then(|code| code.parse::<u32>().ok())
        .map(|code| code & 0xff);
    match (&error, code) {
        (_, Some(13)) => StoreError::Full,
        (_, Some(5 | 6)) | (sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed, _) => {
            StoreError::Unavailable(error.to_string())
        }
        (sqlx::Error::Io(io), _) if io.kind() == std::io::ErrorKind::StorageFull => {
            StoreError::Full
        }
        _ => StoreError::Broken(error.to_string()),
    }
}

/// Ends the writer and folds its log into the file.
async fn finish(mut connection: SqliteConnection) {
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
