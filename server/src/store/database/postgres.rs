//! PostgreSQL: a server that several servers of ours share.

use super::connection::{Connection, Pool};
use super::failure::failed;
use super::query::query;
use crate::store::error::StoreError;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::time::Duration;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

/// How long a reader waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
const READERS: u32 = 8;
/// The reads of a page see the same moment.
pub(super) const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Where a server is: the text of `DATABASE_URL`. Its password is in no message.
#[derive(Clone)]
pub struct Url(Box<PgConnectOptions>);

impl std::str::FromStr for Url {
    type Err = sqlx::Error;

    fn from_str(text: &str) -> Result<Self, sqlx::Error> {
        let options: PgConnectOptions = text.parse()?;
        Ok(Self(Box::new(options.application_name("xuncha").options(
            [
                // What is acknowledged is on the disk, whatever the server's own setting.
                ("synchronous_commit", "on"),
                // The plans of our statements do not gain from being compiled.
                ("jit", "off"),
            ],
        ))))
    }
}

/// Connects to write and to read, and migrates to the newest schema. Of several servers that start
/// at once one migrates, under PostgreSQL's advisory lock, and the others wait.
pub(super) async fn open(url: &Url) -> Result<(Connection, Pool), StoreError> {
    let mut connection = url.0.connect().await.map_err(failed)?;
    MIGRATIONS
        .run(&mut connection)
        .await
        .map_err(|error| StoreError::broken("migration", error))?;
    let readers = PgPoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .connect_with(*url.0.clone())
        .await
        .map_err(failed)?;
    Ok((Connection::Postgres(connection), Pool::Postgres(readers)))
}

/// Connects anew after the server has gone.
pub(super) async fn connect(url: &Url) -> Result<Connection, StoreError> {
    let connected = url.0.connect().await;
    connected.map(Connection::Postgres).map_err(failed)
}

/// The names and types of a table's columns.
pub(super) const COLUMNS: &str = "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT)
  FROM information_schema.columns
  WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";

/// Begins a transaction and locks the district: its numbers are given out in the order of commits.
/// Before there is a district, the first one is locked by its name.
pub(super) async fn begin(db: &mut Connection, district: &str) -> Result<(), StoreError> {
    query("BEGIN").execute(&mut *db).await.map_err(failed)?;
    query("SELECT pg_advisory_xact_lock(hashtextextended('xuncha ' || $1, 0))")
        .bind(district)
        .execute(db)
        .await
        .map_err(failed)?;
    Ok(())
}
