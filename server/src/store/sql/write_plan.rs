//! Changes of the plan, each with its audit entry and its rows for tablets.

use super::audit::{self, NewEntry};
use super::feed::{self, Audience};
use super::{Scope, rows};
use crate::ground::clock::OFFSET_SECONDS;
use crate::store::database::{self, Connection};
use crate::store::{NewAssignment, Planned, StoreError, to_u64};
use domain::ids::UserId;
use domain::sync::wire::{AssignmentRow, kind};
use domain::time::{Moment, Quarter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The kind of a draw in the audit log.
pub(super) const DRAWN: &str = "draw";

/// Visits to plan, and the draw they came from.
pub(super) struct Assigning {
    pub(super) by: UserId,
    pub(super) login: String,
    pub(super) visits: Vec<NewAssignment>,
    pub(super) draw: Option<(Uuid, String)>,
}

/// Plans visits.
pub(super) async fn assign(
    db: &mut Connection,
    scope: &Scope,
    it: &Assigning,
) -> Result<Planned, StoreError> {
    if let Some((id, _)) = &it.draw
        && let Some(number) = made(db, scope, *id).await?
    {
        return Ok(Planned::Done(Some(number)));
    }
    for visit in &it.visits {
        if !may_be(db, scope, visit).await? {
            return Ok(Planned::Unknown);
        }
    }
    let number = match &it.draw {
        Some((id, doc)) => Some(keep(db, scope, &it.login, *id, doc).await?),
        None => None,
    };
    for visit in &it.visits {
        let planned = database::query(
            "INSERT INTO assignments (district_id, id, site, method, form, inspectors, due, note,
               made_by, made_at, draw)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (district_id, id) DO NOTHING",
        )
        .bind(scope.district())
        .bind(visit.id.to_string())
        .bind(visit.site.as_str())
        .bind(visit.method.as_str())
        .bind(visit.form.as_str())
        .bind(rows::to_json(&visit.inspectors)?)
        .bind(&visit.due)
        .bind(&visit.note)
        .bind(it.by.to_string())
        .bind(scope.now_ms())
        .bind(it.draw.as_ref().map(|(id, _)| id.to_string()))
        .execute(&mut *db)
        .await?;
        // The assignment is already stored: the request is repeated because its response was lost.
        if planned == 0 {
            continue;
        }
        let row = AssignmentRow {
            id: visit.id,
            site: visit.site.clone(),
            method: visit.method,
            form: visit.form,
            inspectors: visit.inspectors.clone(),
            due: visit.due.clone(),
            note: visit.note.clone(),
            done_by: None,
        };
        feed::put_assignment(db, scope, &row).await?;
        let (target, result) = (visit.id.to_string(), rows::to_json(&row)?);
        log(db, scope, &it.login, "assign", &target, &result).await?;
    }
    Ok(Planned::Done(number))
}

/// The number of a stored draw.
async fn made(db: &mut Connection, scope: &Scope, id: Uuid) -> Result<Option<u64>, StoreError> {
    let number: Option<i64> =
        database::scalar("SELECT number FROM draws WHERE district_id = $1 AND id = $2")
            .bind(scope.district())
            .bind(id.to_string())
            .fetch_optional(db)
            .await?;
    Ok(number.map(to_u64))
}

/// Whether a visit can be made: its site is open and all its people are inspectors.
async fn may_be(
    db: &mut Connection,
    scope: &Scope,
    visit: &NewAssignment,
) -> Result<bool, StoreError> {
    database::scalar(
        "SELECT EXISTS (SELECT 1 FROM sites s
             JOIN towns t ON t.district_id = s.district_id AND t.id = s.town
             WHERE s.district_id = $1 AND s.id = $2 AND s.closed_at IS NULL
               AND (t.closed_from IS NULL OR t.closed_from > $4))
           AND NOT EXISTS (SELECT 1 FROM json_each($3) p WHERE NOT EXISTS (
             SELECT 1 FROM users u WHERE u.district_id = $1 AND u.id = p.value
               AND u.disabled_at IS NULL AND ' ' || u.roles || ' ' LIKE '% inspector %'))",
    )
    .bind(scope.district())
    .bind(visit.site.as_str())
    .bind(rows::to_json(&visit.inspectors)?)
    .bind(today(scope).to_string())
    .fetch_one(db)
    .await
}

/// The current quarter.
pub(super) fn today(scope: &Scope) -> Quarter {
    Quarter::of(
        Moment::from_millis(scope.now_ms(), OFFSET_SECONDS),
        OFFSET_SECONDS,
    )
}

async fn keep(
    db: &mut Connection,
    scope: &Scope,
    login: &str,
    id: Uuid,
    doc: &str,
) -> Result<u64, StoreError> {
    let last: Option<i64> =
        database::scalar("SELECT max(number) FROM draws WHERE district_id = $1")
            .bind(scope.district())
            .fetch_one(&mut *db)
            .await?;
    let sha256 = hex::encode(Sha256::digest(doc));
    let number = last.unwrap_or(0) + 1;
    database::query(
        "INSERT INTO draws (district_id, number, id, doc, sha256) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(scope.district())
    .bind(number)
    .bind(id.to_string())
    .bind(doc)
    .bind(&sha256)
    .execute(&mut *db)
    .await?;
    log(db, scope, login, DRAWN, &id.to_string(), &sha256).await?;
    Ok(to_u64(number))
}

pub(super) async fn withdraw(
    db: &mut Connection,
    scope: &Scope,
    login: &str,
    visits: &[Uuid],
) -> Result<u32, StoreError> {
    let mut withdrawn = 0;
    for id in visits {
        let found = database::query(
            "UPDATE assignments SET withdrawn_at = $1
             WHERE district_id = $2 AND id = $3 AND done_by IS NULL AND withdrawn_at IS NULL
             RETURNING inspectors",
        )
        .bind(scope.now_ms())
        .bind(scope.district())
        .bind(id.to_string())
        .fetch_optional(&mut *db)
        .await?;
        let Some(row) = found else { continue };
        // Everybody who got the assignment must get its withdrawal.
        let inspectors: Vec<UserId> = rows::json(&row, "inspectors")?;
        let (key, gone) = (id.to_string(), serde_json::Value::Null);
        let audience = Audience::Only(&inspectors);
        feed::put(db, scope, kind::ASSIGNMENT, &key, &gone, audience).await?;
        log(db, scope, login, "withdraw-assignment", &key, "withdrawn").await?;
        withdrawn += 1;
    }
    Ok(withdrawn)
}

/// Withdraws visits that can no longer be made: the site or town is closed, or none of the
/// inspectors is one any more.
pub(super) async fn withdraw_orphans(
    db: &mut Connection,
    scope: &Scope,
    login: &str,
) -> Result<(), StoreError> {
    let found: Vec<String> = database::scalar(
        "SELECT a.id FROM assignments a
         JOIN sites s ON s.district_id = a.district_id AND s.id = a.site
         JOIN towns t ON t.district_id = s.district_id AND t.id = s.town
         WHERE a.district_id = $1 AND a.done_by IS NULL AND a.withdrawn_at IS NULL
           AND (s.closed_at IS NOT NULL OR t.closed_from <= $2 OR NOT EXISTS (
             SELECT 1 FROM json_each(a.inspectors) p
             JOIN users u ON u.district_id = $1 AND u.id = p.value
             WHERE u.disabled_at IS NULL AND ' ' || u.roles || ' ' LIKE '% inspector %'))",
    )
    .bind(scope.district())
    .bind(today(scope).to_string())
    .fetch_all(&mut *db)
    .await?;
    let ids = found.iter().map(|id| id.parse());
    let ids: Vec<Uuid> = ids
        .collect::<Result<_, _>>()
        .map_err(|error| StoreError::broken("assignments.id", error))?;
    withdraw(db, scope, login, &ids).await?;
    Ok(())
}

async fn log(
    db: &mut Connection,
    scope: &Scope,
    person: &str,
    kind: &'static str,
    target: &str,
    result: &str,
) -> Result<(), StoreError> {
    let entry = NewEntry {
        person,
        kind,
        target,
        result,
    };
    audit::append(db, scope, entry).await
}
