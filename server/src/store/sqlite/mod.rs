//! The store on SQLite: one writer, which commits waiting work together, and a pool of readers.

mod accounts;
mod audit;
mod audit_list;
mod backup;
mod cards;
mod decide;
mod devices;
mod evidence;
mod exports;
mod facts;
mod feed;
mod invitations;
mod late;
mod life;
mod load;
mod offices;
mod overview;
mod parsed;
mod photos;
mod plan;
mod pull;
mod push;
mod recent;
mod refused;
mod registry;
mod review;
mod rows;
mod scope;
mod sessions;
mod setup;
mod sites;
mod tables;
mod transaction;
mod tries;
mod visits;
mod write_plan;
mod write_push;
mod write_visit;
mod write_witness;
mod writer;

use self::parsed::Tables;
use self::scope::{Run, Scope, execute, failed};
use crate::ground::clock::Clock;
use crate::store::error::StoreError;
use domain::ids::DistrictId;
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/sqlite");

/// How long a reader waits for a checkpoint, and the writer waits for another process.
const BUSY: Duration = Duration::from_secs(5);
const READERS: u32 = 8;
/// How many pages the write-ahead log holds before they are copied to the file: 32 MiB. A group of
/// pushes writes more than the usual thousand, and every copying waits for the disk.
const CHECKPOINT: &str = "8000";
/// What the writer's connection keeps of the file, in KiB: a group of pushes changes more pages than
/// the usual two megabytes hold, and would write and read them several times.
const CACHE: &str = "-16000";
/// How many rows a connection's thread sends ahead of its reader. With few, the two threads switch
/// thousands of times while reading a quarter's findings.
const AHEAD: usize = 1_000;

/// The store of one district in one SQLite file.
pub struct Store {
    readers: SqlitePool,
    writer: Writer,
    scope: Arc<Scope>,
}

impl Store {
    /// Opens the file, creates it if missing, and migrates it to the newest schema. A file without
    /// a district will get one with the id `district`.
    pub async fn open(path: &Path, district: DistrictId, clock: Clock) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", CHECKPOINT)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .row_buffer_size(AHEAD);
        let writing = options.clone().pragma("cache_size", CACHE);
        let mut connection = writing.connect().await.map_err(failed)?;
        MIGRATIONS
            .run(&mut connection)
            .await
            .map_err(|error| StoreError::broken("migration", error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(BUSY)
            // A file does not disconnect: testing a connection before each use only costs a round
            // trip to its thread.
            .test_before_acquire(false)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await
            .map_err(failed)?;
        let known: Option<String> = sqlx::query_scalar("SELECT id FROM districts LIMIT 1")
            .fetch_optional(&mut connection)
            .await
            .map_err(failed)?;
        let known = known.map(|id| id.parse()).transpose();
        let known = known.map_err(|error| StoreError::broken("districts.id", error))?;
        let scope = Arc::new(Scope {
            district: known.unwrap_or(district),
            clock,
            tables: Tables::default(),
        });
        // There is almost never anything to complete, so this does not wait for other processes.
        if feed::is_incomplete(&mut connection, &scope).await? {
            transaction::begin(&mut connection).await?;
            feed::complete(&mut connection, &scope).await?;
            transaction::commit(&mut connection).await?;
        }
        Ok(Self {
            readers,
            writer: Writer::start(connection, Arc::clone(&scope)),
            scope,
        })
    }

    /// A reader's connection in a read transaction: all its reads see the same moment.
    async fn snapshot(&self) -> Result<sqlx::Transaction<'static, sqlx::Sqlite>, StoreError> {
        self.readers.begin().await.map_err(failed)
    }

    /// Runs `run` in the writer's transaction. It may run again after a rollback.
    async fn write<I, T>(&self, input: I, run: Run<I, T>) -> Result<T, StoreError>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        self.writer.run(Arc::clone(&self.scope), input, run).await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::store::one_inspector;
    use futures::FutureExt;
    use futures::future::BoxFuture;
    use sqlx::Connection;
    use sqlx::sqlite::SqliteConnection;

    /// Limits the writer's file to this many pages.
    fn limit<'c>(
        db: &'c mut SqliteConnection,
        _scope: &'c Scope,
        pages: &'c i64,
    ) -> BoxFuture<'c, Result<(), StoreError>> {
        async move {
            let sql = if *pages == 0 {
                "PRAGMA max_page_count = 1"
            } else {
                "PRAGMA max_page_count = 1000000"
            };
            sqlx::query(sql).execute(db).await.map_err(failed)?;
            Ok(())
        }
        .boxed()
    }

    #[tokio::test]
    async fn what_may_pass_is_told_from_what_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let open = |file: &str| {
            let options = SqliteConnectOptions::new().filename(folder.path().join(file));
            async move { options.connect().await }
        };
        let cannot_open = open("nowhere/xuncha.db").await.err().unwrap();
        assert!(matches!(failed(cannot_open), StoreError::Unavailable(_)));
        // The file is shorter than its header says: SQLite itself reports an input error.
        let options = SqliteConnectOptions::new().filename(folder.path().join("short.db"));
        let mut db = options.create_if_missing(true).connect().await.unwrap();
        for sql in [
            "CREATE TABLE t (x)",
            "INSERT INTO t VALUES (zeroblob(100000))",
        ] {
            sqlx::query(sql).execute(&mut db).await.unwrap();
        }
        db.close().await.unwrap();
        let file = std::fs::OpenOptions::new()
            .write(true)
            .open(folder.path().join("short.db"));
        file.unwrap().set_len(10_000).unwrap();
        let mut db = open("short.db").await.unwrap();
        let short = sqlx::query("SELECT x FROM t")
            .fetch_all(&mut db)
            .await
            .err()
            .unwrap();
        assert!(matches!(failed(short), StoreError::Unavailable(_)));
        // An error of the statement itself is permanent.
        let options = SqliteConnectOptions::new().filename(folder.path().join("sound.db"));
        let mut db = options.create_if_missing(true).connect().await.unwrap();
        let wrong = sqlx::query("SELECT y FROM t")
            .execute(&mut db)
            .await
            .err()
            .unwrap();
        assert!(matches!(failed(wrong), StoreError::Broken(_)));
    }

    #[tokio::test]
    async fn a_full_disk_is_told_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::default();
        let file = folder.path().join("xuncha.db");
        let store = Store::open(&file, "zichuan".parse().unwrap(), clock.clone())
            .await
            .unwrap();
        assert!(store.seed(one_inspector()).await.unwrap());
        // SQLite uses the current size if the limit is below it.
        store.write(0, limit).await.unwrap();
        let long = "x".repeat(10_000);
        let mut kept = 0;
        let full = loop {
            match store.note_failure("nobody", &long, "test").await {
                Ok(()) => kept += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(full, StoreError::Full), "{full}");
        store.write(1, limit).await.unwrap();
        store.note_failure("nobody", &long, "test").await.unwrap();
        let lines: i64 = sqlx::query_scalar("SELECT count(*) FROM audit WHERE kind = 'sign-in'")
            .fetch_one(&store.readers)
            .await
            .unwrap();
        assert_eq!(lines, kept + 1);
        store.close().await.unwrap();
    }
}
