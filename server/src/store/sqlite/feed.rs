//! The rows that a pull returns: one for each thing, with a new number at every change.

use super::{rows, tables};
use crate::store::error::StoreError;
use crate::store::quarters::Quarters;
use crate::store::sqlite::scope::{Scope, failed};
use crate::store::to_u64;
use domain::ids::{SiteId, UserId};
use domain::sync::wire::{AssignmentRow, PersonRow, SiteRow, kind};
use domain::time::Moment;
use serde::Serialize;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

/// Who may see a row. Supervisors see all rows.
pub(super) enum Audience<'a> {
    /// Every inspector.
    Inspectors,
    /// These people.
    Only(&'a [UserId]),
}

/// The district's next number.
pub(super) async fn number(db: &mut SqliteConnection, scope: &Scope) -> Result<u64, StoreError> {
    let number: i64 = sqlx::query_scalar(
        "UPDATE districts SET counter = counter + 1 WHERE id = ? RETURNING counter",
    )
    .bind(scope.district())
    .fetch_one(db)
    .await
    .map_err(failed)?;
    Ok(to_u64(number))
}

/// Writes the current state of a thing under a new number.
pub(super) async fn put<T: Serialize + Sync>(
    db: &mut SqliteConnection,
    scope: &Scope,
    kind: &str,
    key: &str,
    body: &T,
    audience: Audience<'_>,
) -> Result<(), StoreError> {
    let body = rows::to_json(body)?;
    let audience = match audience {
        Audience::Inspectors => None,
        Audience::Only(people) => Some(rows::to_json(people)?),
    };
    let seq = number(db, scope).await?;
    sqlx::query(
        "INSERT INTO feed (district_id, kind, key, seq, body, audience) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (district_id, kind, key)
         DO UPDATE SET seq = excluded.seq, body = excluded.body, audience = excluded.audience",
    )
    .bind(scope.district())
    .bind(kind)
    .bind(key)
    .bind(crate::store::to_i64(seq))
    .bind(body)
    .bind(audience)
    .execute(db)
    .await
    .map_err(failed)?;
    Ok(())
}

/// Rewrites a site's row after its last visit or its findings have changed.
pub(super) async fn put_site(
    db: &mut SqliteConnection,
    scope: &Scope,
    site: &SiteId,
    quarters: &Quarters,
) -> Result<(), StoreError> {
    let quarter = quarters.current().map(|it| it.quarter.to_string());
    let row = sqlx::query(
        "SELECT id, town, name, initials, kind, address, latitude, longitude, closed_at,
           (SELECT max(opened_at) FROM visits v
            WHERE v.district_id = s.district_id AND v.site = s.id AND v.closed = 1) AS last_visit,
           (SELECT count(*) FROM findings f
            WHERE f.district_id = s.district_id AND f.site = s.id AND f.quarter = ?
              AND f.state = 'confirmed') AS findings
         FROM sites s WHERE district_id = ? AND id = ?",
    )
    .bind(quarter)
    .bind(scope.district())
    .bind(site.as_str())
    .fetch_one(&mut *db)
    .await
    .map_err(failed)?;
    let last = rows::time_if(&row, "last_visit")?;
    let confirmed_findings = rows::number(&row, "findings")?;
    let body = SiteRow {
        id: site.clone(),
        town: rows::parsed(&row, "town")?,
        name: rows::get(&row, "name")?,
        initials: rows::get(&row, "initials")?,
        pinyin: crate::ground::pinyin::readings(rows::get(&row, "name")?),
        kind: rows::word(&row, "kind")?,
        address: rows::get(&row, "address")?,
        position: rows::position(&row)?,
        last_visit: last.map(|at| Moment::new(at, quarters.offset_seconds())),
        confirmed_findings: u32::try_from(confirmed_findings).unwrap_or(u32::MAX),
        closed: rows::time_if(&row, "closed_at")?.is_some(),
    };
    put(
        db,
        scope,
        kind::SITE,
        site.as_str(),
        &body,
        Audience::Inspectors,
    )
    .await
}

/// Writes an inspector's row.
pub(super) async fn put_person(
    db: &mut SqliteConnection,
    scope: &Scope,
    user: UserId,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT name, login, offices, disabled_at IS NOT NULL
               OR ' ' || roles || ' ' NOT LIKE '% inspector %' AS gone
             FROM users WHERE district_id = ? AND id = ?",
    )
    .bind(scope.district())
    .bind(user.to_string())
    .fetch_one(&mut *db)
    .await
    .map_err(failed)?;
    let body = PersonRow {
        id: user,
        name: rows::get(&row, "name")?,
        login: rows::get(&row, "login")?,
        offices: rows::json(&row, "offices")?,
        gone: rows::get(&row, "gone")?,
    };
    let key = user.to_string();
    put(db, scope, kind::PERSON, &key, &body, Audience::Inspectors).await
}

/// Rows that an earlier version wrote without fields that they now have.
async fn incomplete(
    db: &mut SqliteConnection,
    scope: &Scope,
) -> Result<Vec<SqliteRow>, StoreError> {
    sqlx::query(
        "SELECT kind, key FROM feed
         WHERE district_id = ? AND body <> 'null' AND (
           (kind = 'site' AND json_type(body, '$.pinyin') IS NULL)
           OR (kind = 'person' AND json_type(body, '$.login') IS NULL))",
    )
    .bind(scope.district())
    .fetch_all(&mut *db)
    .await
    .map_err(failed)
}

/// Whether [`complete`] has anything to do.
pub(super) async fn is_incomplete(
    db: &mut SqliteConnection,
    scope: &Scope,
) -> Result<bool, StoreError> {
    Ok(!incomplete(db, scope).await?.is_empty())
}

/// Rewrites those rows, so that every tablet gets them.
pub(super) async fn complete(db: &mut SqliteConnection, scope: &Scope) -> Result<(), StoreError> {
    let quarters = tables::quarters(db, scope).await?;
    for row in &incomplete(db, scope).await? {
        match rows::get(row, "kind")? {
            kind::SITE => put_site(db, scope, &rows::parsed(row, "key")?, &quarters).await?,
            _ => put_person(db, scope, rows::parsed(row, "key")?).await?,
        }
    }
    Ok(())
}

/// Writes an assignment's row.
pub(super) async fn put_assignment(
    db: &mut SqliteConnection,
    scope: &Scope,
    body: &AssignmentRow,
) -> Result<(), StoreError> {
    let key = body.id.to_string();
    let audience = Audience::Only(&body.inspectors);
    put(db, scope, kind::ASSIGNMENT, &key, body, audience).await
}
