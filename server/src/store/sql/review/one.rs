//! One finding with its context.

use super::lines::listed;
use crate::store::database::{self, Connection, Row};
use crate::store::error::StoreError;
use crate::store::review::{FindingPage, Listed};
use crate::store::sql::scope::Scope;
use crate::store::sql::{rows, write_visit};
use crate::store::to_i64;
use domain::ids::{FindingId, UserId};
use domain::inspection::Decision;
use std::collections::BTreeMap;

/// How many earlier findings of the site are shown.
const HISTORY: i64 = 20;

/// A finding, if it exists.
pub(super) async fn found(
    db: &mut Connection,
    scope: &Scope,
    finding: FindingId,
) -> Result<Option<FindingPage>, StoreError> {
    let row = database::query(listed!(" AND f.id = $2"))
        .bind(scope.district())
        .bind(finding.to_string())
        .fetch_optional(&mut *db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let listed = listed(&row)?;
    let Some((visit, _)) = write_visit::load(db, scope, listed.visit).await? else {
        return Ok(None);
    };
    Ok(Some(FindingPage {
        same_day: same_day(db, scope, &listed).await?,
        before: before(db, scope, &listed).await?,
        open: open(db, scope, &listed).await?,
        history: history(db, scope, &listed).await?,
        decisions: decisions(db, scope, finding).await?,
        names: names(db, scope).await?,
        listed,
        visit,
    }))
}

fn all(found: Vec<Row>) -> Result<Vec<Listed>, StoreError> {
    found.iter().map(listed).collect()
}

async fn same_day(
    db: &mut Connection,
    scope: &Scope,
    of: &Listed,
) -> Result<Vec<Listed>, StoreError> {
    let found = database::query(listed!(
        " AND f.site = $2 AND f.day = $3 AND f.id <> $4 ORDER BY f.number DESC"
    ))
    .bind(scope.district())
    .bind(of.site.id.as_str())
    .bind(&of.day)
    .bind(of.id.to_string())
    .fetch_all(db)
    .await;
    all(found?)
}

/// Findings of the same checkpoint at the site on earlier visits, except withdrawn ones, each with
/// its current decision.
async fn before(
    db: &mut Connection,
    scope: &Scope,
    of: &Listed,
) -> Result<Vec<(Listed, Option<Decision>)>, StoreError> {
    let found = database::query(listed!(
        " AND f.site = $2 AND f.checkpoint = $3 AND f.visit <> $4 AND f.number < $5
         AND f.state <> 'withdrawn' ORDER BY f.number DESC LIMIT $6"
    ))
    .bind(scope.district())
    .bind(of.site.id.as_str())
    .bind(of.checkpoint.as_str())
    .bind(of.visit.to_string())
    .bind(to_i64(of.number))
    .bind(HISTORY)
    .fetch_all(&mut *db)
    .await;
    let mut before = Vec::new();
    for it in all(found?)? {
        let stands = decisions(db, scope, it.id).await?.into_iter().next();
        before.push((it, stands));
    }
    Ok(before)
}

/// The site's other findings that wait for a decision.
async fn open(db: &mut Connection, scope: &Scope, of: &Listed) -> Result<Vec<Listed>, StoreError> {
    let found = database::query(listed!(
        " AND f.site = $2 AND f.waiting = 1 AND f.id <> $3 ORDER BY f.number DESC LIMIT $4"
    ))
    .bind(scope.district())
    .bind(of.site.id.as_str())
    .bind(of.id.to_string())
    .bind(HISTORY)
    .fetch_all(db)
    .await;
    all(found?)
}

async fn history(
    db: &mut Connection,
    scope: &Scope,
    of: &Listed,
) -> Result<Vec<Listed>, StoreError> {
    let found = database::query(listed!(
        " AND f.site = $2 AND f.number < $3 AND f.visit <> $4 ORDER BY f.number DESC LIMIT $5"
    ))
    .bind(scope.district())
    .bind(of.site.id.as_str())
    .bind(to_i64(of.number))
    .bind(of.visit.to_string())
    .bind(HISTORY)
    .fetch_all(db)
    .await;
    all(found?)
}

/// Every decision on a finding, newest first.
async fn decisions(
    db: &mut Connection,
    scope: &Scope,
    finding: FindingId,
) -> Result<Vec<Decision>, StoreError> {
    let found = database::query(
        "SELECT decision FROM decisions WHERE district_id = $1 AND finding = $2
         ORDER BY server_seq DESC",
    )
    .bind(scope.district())
    .bind(finding.to_string())
    .fetch_all(db)
    .await?;
    found
        .iter()
        .map(|row| rows::json(row, "decision"))
        .collect()
}

/// The names of all people: a district has dozens of them, not thousands.
async fn names(db: &mut Connection, scope: &Scope) -> Result<BTreeMap<UserId, String>, StoreError> {
    let found = database::query("SELECT id, name FROM users WHERE district_id = $1")
        .bind(scope.district())
        .fetch_all(db)
        .await?;
    let one = |row| Ok((rows::parsed(row, "id")?, rows::get(row, "name")?));
    found.iter().map(one).collect()
}
