//! The quarters with their tables; each table text is parsed only once.

use super::rows;
use crate::store::database::{self, Connection};
use crate::store::error::StoreError;
use crate::store::quarters::{KnownQuarter, Quarters};
use crate::store::sql::scope::Scope;
use domain::quarter::State;

/// Every quarter, newest first.
pub(super) async fn quarters(db: &mut Connection, scope: &Scope) -> Result<Quarters, StoreError> {
    let found = database::query(
        "SELECT quarter, table_sha256, open, state FROM quarters WHERE district_id = $1
         ORDER BY quarter DESC",
    )
    .bind(scope.district())
    .fetch_all(&mut *db)
    .await?;
    let mut quarters = Vec::with_capacity(found.len());
    for row in &found {
        let sha256: &str = rows::get(row, "table_sha256")?;
        let table = match scope.tables.known(sha256) {
            Some(table) => table,
            None => scope.tables.keep(sha256, &text(db, scope, sha256).await?)?,
        };
        quarters.push(KnownQuarter {
            quarter: rows::parsed(row, "quarter")?,
            table,
            open: rows::get(row, "open")?,
            state: rows::word(row, "state")?,
        });
    }
    Ok(Quarters(quarters))
}

pub(super) async fn text(
    db: &mut Connection,
    scope: &Scope,
    sha256: &str,
) -> Result<String, StoreError> {
    database::scalar("SELECT toml FROM tables WHERE district_id = $1 AND sha256 = $2")
        .bind(scope.district())
        .bind(sha256)
        .fetch_one(db)
        .await
}

/// Whether the quarter is still in this state: an act may have changed it after the check.
pub(super) async fn is_in(
    db: &mut Connection,
    scope: &Scope,
    quarter: &str,
    state: State,
) -> Result<bool, StoreError> {
    let now: Option<String> =
        database::scalar("SELECT state FROM quarters WHERE district_id = $1 AND quarter = $2")
            .bind(scope.district())
            .bind(quarter)
            .fetch_optional(db)
            .await?;
    Ok(now.as_deref() == Some(state.as_str()))
}
