//! SQLite: one file, one connection that writes, and a pool that reads.

use super::connection::{Connection, Pool};
use super::failure::failed;
use super::query::query;
use crate::store::error::StoreError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection as _};
use std::path::Path;
use std::time::Duration;

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

/// Opens the file for writing and reading; creates it if missing, and migrates it to the newest
/// schema.
pub(super) async fn open(path: &Path) -> Result<(Connection, Pool), StoreError> {
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
        // A file does not disconnect: testing a connection before each use only costs a round trip
        // to its thread.
        .test_before_acquire(false)
        .connect_with(options.read_only(true).create_if_missing(false))
        .await
        .map_err(failed)?;
    Ok((Connection::Sqlite(connection), Pool::Sqlite(readers)))
}

/// A connection of its own to an existing file.
pub(super) async fn connect(path: &Path) -> Result<Connection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY);
    let connected = options.connect().await;
    connected.map(Connection::Sqlite).map_err(failed)
}

/// The names and types of a table's columns.
pub(super) const COLUMNS: &str = "SELECT name, type FROM pragma_table_info($1) ORDER BY cid";

/// Merges the write-ahead log into the file and closes the connection.
pub(super) async fn close(mut connection: SqliteConnection) -> Result<(), sqlx::Error> {
    if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await
    {
        tracing::warn!(%error, "checkpoint failed");
    }
    connection.close().await
}

/// Writes a snapshot of everything to a new file. Reading and writing go on meanwhile.
pub(crate) async fn copy_to(pool: &Pool, file: &str) -> Result<(), StoreError> {
    let copied = query("VACUUM INTO $1").bind(file).execute(pool).await;
    copied?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

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
}
