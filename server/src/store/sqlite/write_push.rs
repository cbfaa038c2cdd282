//! Writing the effects of a push: the device, its operations as they came, and dependent rows.

use super::feed::{self, Audience};
use super::load::Device;
use super::{Scope, failed, rows};
use crate::store::fold::{Plan, Read};
use crate::store::{Pushing, Quarters, StoreError, to_i64};
use domain::ids::{FindingId, VisitId};
use domain::inspection::Flag;
use domain::sync::wire::{AssignmentRow, OpResult, OutcomeKind, QuarantineRow, kind};
use serde_json::Value;
use sqlx::sqlite::SqliteConnection;
use std::collections::BTreeSet;

pub(super) async fn save_device(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
    known: Option<Device>,
    plan: &Plan,
) -> Result<(), StoreError> {
    let claimed = pushing.push.succeeds.as_ref();
    let succeeds = known
        .and_then(|device| device.succeeds)
        .or(claimed.map(|it| (it.device, it.through)));
    sqlx::query(
        "INSERT INTO devices (district_id, id, user_id, last_seq, succeeds, succeeds_through,
           seen_at, latest_at, rescue)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (district_id, id)
         DO UPDATE SET last_seq = excluded.last_seq, succeeds = excluded.succeeds,
           succeeds_through = excluded.succeeds_through, seen_at = excluded.seen_at,
           latest_at = coalesce(excluded.latest_at, latest_at)",
    )
    .bind(scope.district())
    .bind(pushing.push.device.to_string())
    .bind(pushing.by.to_string())
    .bind(to_i64(plan.last_seq))
    .bind(succeeds.map(|(device, _)| device.to_string()))
    .bind(succeeds.map(|(_, through)| to_i64(through)))
    .bind(pushing.received.timestamp().as_millisecond())
    .bind(plan.latest.map(|at| at.timestamp().as_millisecond()))
    .bind(pushing.by_rescue)
    .execute(&mut *db)
    .await
    .map_err(failed)?;
    // The devices in between, which a restored server never heard of or which were barred before
    // they sent anything. Their lineage is needed later.
    for (device, older) in pushing.push.claims().skip(1) {
        sqlx::query(
            "INSERT INTO devices (district_id, id, user_id, succeeds, succeeds_through, seen_at)
             VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (district_id, id)
             DO UPDATE SET succeeds = excluded.succeeds,
               succeeds_through = excluded.succeeds_through
             WHERE last_seq = 0 AND succeeds IS NULL AND user_id = excluded.user_id",
        )
        .bind(scope.district())
        .bind(device.to_string())
        .bind(pushing.by.to_string())
        .bind(older.device.to_string())
        .bind(to_i64(older.through))
        .bind(pushing.received.timestamp().as_millisecond())
        .execute(&mut *db)
        .await
        .map_err(failed)?;
    }
    Ok(())
}

pub(super) async fn save_counter(
    db: &mut SqliteConnection,
    scope: &Scope,
    counter: u64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE districts SET counter = ? WHERE id = ?")
        .bind(to_i64(counter))
        .bind(scope.district())
        .execute(db)
        .await
        .map_err(failed)?;
    Ok(())
}

pub(super) async fn save_ops(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
    ops: &[Read<'_>],
    plan: &Plan,
) -> Result<(), StoreError> {
    let clock = pushing.push.clock;
    let skew = pushing
        .received
        .timestamp()
        .duration_since(clock.timestamp());
    for arrival in &plan.arrivals {
        let (Some(op), Some(result)) = (ops.get(arrival.index), plan.results.get(arrival.index))
        else {
            continue;
        };
        // The bytes of a renumbered copy are already stored; a reused id has other bytes.
        let refused = result.outcome == OutcomeKind::Quarantined;
        let keep = arrival.first || refused;
        let visit = refused.then(|| visit_of(op)).flatten();
        sqlx::query(
            "INSERT INTO ops (district_id, device, seq, op_id, first, hash, body, received_at,
               clock, skew_ms, server_seq, outcome, result, visit)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(scope.district())
        .bind(pushing.push.device.to_string())
        .bind(to_i64(op.seq))
        .bind(op.op_id.to_string())
        .bind(arrival.first)
        .bind(&op.hash)
        .bind(keep.then_some(op.body))
        .bind(pushing.received.timestamp().as_millisecond())
        .bind(clock.to_string())
        .bind(i64::try_from(skew.as_millis()).unwrap_or(i64::MAX))
        .bind(to_i64(result.server_seq))
        .bind(outcome(result.outcome))
        .bind(rows::to_json(result)?)
        .bind(visit.map(|it| it.to_string()))
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        if refused {
            tell(db, scope, pushing, result).await?;
        }
    }
    Ok(())
}

/// The visit that an operation names, even if the rest of its body cannot be read.
fn visit_of(op: &Read<'_>) -> Option<VisitId> {
    if let Ok(operation) = &op.decoded {
        return Some(operation.intent.visit());
    }
    let body: Value = serde_json::from_str(op.body).ok()?;
    let mut intents = body.as_object()?.values();
    intents.find_map(|intent| intent.get("visit")?.as_str()?.parse().ok())
}

fn outcome(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Applied => "applied",
        OutcomeKind::Duplicate => "duplicate",
        OutcomeKind::Quarantined => "quarantined",
    }
}

/// Reports an operation without effect to the inspector and the supervisors.
async fn tell(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
    result: &OpResult,
) -> Result<(), StoreError> {
    let Some(quarantine) = result.quarantine.clone() else {
        return Ok(());
    };
    let body = QuarantineRow {
        op_id: result.op_id,
        device: pushing.push.device,
        seq: result.seq,
        received_at: pushing.received,
        quarantine,
    };
    let key = result.op_id.to_string();
    let audience = Audience::Only(std::slice::from_ref(&pushing.by));
    feed::put(db, scope, kind::QUARANTINE, &key, &body, audience).await
}

/// Updates the site and the assignment of a handed-in visit.
pub(super) async fn handed_in(
    db: &mut SqliteConnection,
    scope: &Scope,
    plan: &Plan,
    visit: VisitId,
    quarters: &Quarters,
) -> Result<(), StoreError> {
    let Some(visit) = plan.visits.get(&visit) else {
        return Ok(());
    };
    feed::put_site(db, scope, &visit.site, quarters).await?;
    let found = sqlx::query(
        "UPDATE assignments SET done_by = ?
         WHERE district_id = ? AND id = (
           SELECT a.id FROM assignments a
           WHERE a.district_id = ? AND a.site = ? AND a.done_by IS NULL
             AND a.withdrawn_at IS NULL
             AND EXISTS (SELECT 1 FROM json_each(a.inspectors) mine
                         JOIN json_each(?) present ON present.value = mine.value)
             AND NOT EXISTS (SELECT 1 FROM assignments other
                             WHERE other.district_id = a.district_id AND other.done_by = ?)
           ORDER BY coalesce(a.due, '9999'), a.id LIMIT 1)
         RETURNING id, method, form, inspectors, due, note",
    )
    .bind(visit.id.to_string())
    .bind(scope.district())
    .bind(scope.district())
    .bind(visit.site.as_str())
    .bind(rows::list(&visit.inspectors))
    .bind(visit.id.to_string())
    .fetch_optional(&mut *db)
    .await
    .map_err(failed)?;
    let Some(row) = found else { return Ok(()) };
    let body = AssignmentRow {
        id: rows::parsed(&row, "id")?,
        site: visit.site.clone(),
        method: rows::word(&row, "method")?,
        form: rows::word(&row, "form")?,
        inspectors: rows::json(&row, "inspectors")?,
        due: rows::get(&row, "due")?,
        note: rows::get(&row, "note")?,
        done_by: Some(visit.id),
    };
    feed::put_assignment(db, scope, &body).await
}

/// Flags operations whose findings may duplicate another device's (same checkpoint, site and day).
pub(super) async fn flag_twins(
    db: &mut SqliteConnection,
    scope: &Scope,
    plan: &mut Plan,
) -> Result<(), StoreError> {
    let twins = twins(db, scope, plan.touched.keys()).await?;
    for arrival in &plan.arrivals {
        let hit = arrival.touched.iter().any(|it| twins.contains(it));
        if let Some(result) = plan.results.get_mut(arrival.index).filter(|_| hit) {
            result.flags.push(Flag::PossibleDuplicate);
        }
    }
    Ok(())
}

/// The members of `findings` with a possible duplicate.
async fn twins(
    db: &mut SqliteConnection,
    scope: &Scope,
    findings: impl IntoIterator<Item = &FindingId>,
) -> Result<BTreeSet<FindingId>, StoreError> {
    let found = sqlx::query(
        "SELECT f.id FROM findings f
         WHERE f.district_id = ? AND f.id IN (SELECT value FROM json_each(?))
           AND f.state NOT IN ('withdrawn', 'rejected', 'merged')
           AND EXISTS (
             SELECT 1 FROM findings o
             WHERE o.district_id = f.district_id AND o.site = f.site AND o.day = f.day
               AND o.checkpoint = f.checkpoint AND o.device <> f.device
               AND o.state NOT IN ('withdrawn', 'rejected', 'merged'))",
    )
    .bind(scope.district())
    .bind(rows::list(findings))
    .fetch_all(db)
    .await
    .map_err(failed)?;
    found.iter().map(|row| rows::parsed(row, "id")).collect()
}
