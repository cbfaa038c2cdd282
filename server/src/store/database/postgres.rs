//! PostgreSQL: a server that several servers of ours share.

use super::connection::{Connection, Pool};
use super::failure::failed;
use crate::store::error::StoreError;
use domain::ids::DistrictId;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

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
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = text.parse().map_err(failed)?;
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
    // Another server may be migrating for minutes.
    let wait = sqlx::raw_sql("SET lock_timeout TO 0").execute(&mut connection);
    wait.await.map_err(failed)?;
    MIGRATIONS
        .run(&mut connection)
        .await
        .map_err(|error| StoreError::broken("migration", error))?;
    let wait = sqlx::raw_sql("RESET lock_timeout").execute(&mut connection);
    wait.await.map_err(failed)?;
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

/// A set in a statement, as both databases understand it: everything up to its parameter.
const SET: &str = "IN (SELECT value FROM json_each(";

/// The statement with its sets as arrays. Of a query PostgreSQL does not know how much it returns, and
/// reads the whole table; the values of an array it looks up in the index.
pub(super) fn with_arrays(sql: Cow<'static, str>) -> Cow<'static, str> {
    if !sql.contains(SET) {
        return sql;
    }
    let mut parts = sql.split(SET);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let before = whole.trim_end();
        let (kept, compared) = match before.strip_suffix("NOT") {
            Some(kept) => (kept.len(), "<> ALL"),
            None => (before.len(), " = ANY"),
        };
        whole.truncate(kept);
        whole += compared;
        whole += " (ARRAY(SELECT value FROM json_each(";
        // One parenthesis more closes it.
        match part.split_once("))") {
            Some((parameter, rest)) => whole.extend([parameter, ")))", rest]),
            None => whole += part,
        }
    }
    whole.into()
}

/// The names and types of a table's columns.
pub(super) const COLUMNS: &str = "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT)
  FROM information_schema.columns
  WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";

/// The channel on which commits are told.
const CHANNEL: &str = "xuncha";

/// Begins a transaction and locks the district: its numbers are given out in the order of commits.
/// An id has only letters, digits and hyphens.
pub(super) fn begin(district: &DistrictId) -> String {
    format!("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('{CHANNEL} {district}', 0))")
}

/// Commits and tells the district's number. The first part fails, and with it the commit, if the
/// transaction has failed before.
pub(super) fn commit(district: &DistrictId) -> String {
    format!(
        "SELECT pg_notify('{CHANNEL}', id || ' ' || counter) FROM districts WHERE id = '{district}';
         COMMIT"
    )
}

/// Follows the commits of a district until the pool is closed.
pub(super) async fn follow(pool: PgPool, district: DistrictId, heard: Arc<watch::Sender<u64>>) {
    while !pool.is_closed() {
        if let Err(error) = listen(&pool, &district, &heard).await
            && !pool.is_closed()
        {
            tracing::warn!(%error, "the database tells no commits now");
            tokio::time::sleep(PATIENCE).await;
        }
    }
}

async fn listen(
    pool: &PgPool,
    district: &DistrictId,
    heard: &watch::Sender<u64>,
) -> Result<(), sqlx::Error> {
    let mut news = PgListener::connect_with(pool).await?;
    news.listen(CHANNEL).await?;
    // What was committed before anybody listened.
    let number = sqlx::query_scalar("SELECT counter FROM districts WHERE id = $1")
        .bind(district.as_str())
        .fetch_optional(pool)
        .await?;
    tell(heard, number);
    loop {
        // Without a connection commits go unheard: fail, and read the number after connecting.
        let told = news.try_recv().await?.ok_or(sqlx::Error::WorkerCrashed)?;
        let number = told.payload().split_once(' ');
        let number = number.filter(|(of, _)| *of == district.as_str());
        tell(heard, number.and_then(|(_, number)| number.parse().ok()));
    }
}

fn tell(heard: &watch::Sender<u64>, number: Option<i64>) {
    let number = number.and_then(|number| u64::try_from(number).ok());
    heard.send_if_modified(|known| {
        let higher = number.is_some_and(|number| number > *known);
        *known = number.unwrap_or_default().max(*known);
        higher
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_become_arrays() {
        let sql = "SELECT a FROM t WHERE b IN (SELECT value FROM json_each($2))
           AND (c NOT IN (SELECT value FROM json_each($3)) OR d IN (SELECT e FROM u))";
        let adapted = "SELECT a FROM t WHERE b = ANY (ARRAY(SELECT value FROM json_each($2)))
           AND (c <> ALL (ARRAY(SELECT value FROM json_each($3))) OR d IN (SELECT e FROM u))";
        assert_eq!(with_arrays(sql.into()), adapted);
        assert_eq!(with_arrays("SELECT 1".into()), "SELECT 1");
    }
}
