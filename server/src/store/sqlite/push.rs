//! A push as the writer's work: alone or in a group one transaction, and should that fail
//! unexpectedly one for each operation, so that a bad one is isolated.

use super::feed::{self, Audience};
use super::load::{self, Device};
use super::writer::{Work, answered, begin, commit, rollback};
use super::{Scope, SqliteStore, audit, failed, rows, write_visit};
use crate::store::fold::{self, Arrival, Plan, Read, fold, read};
use crate::store::{PushAnswer, Pushing, Quarters, StoreError, Stored, to_i64};
use domain::ids::{DeviceId, FindingId, VisitId};
use domain::inspection::Flag;
use domain::sync::wire::{
    AssignmentRow, Conflict, OpResult, OutcomeKind, Push, PushOp, Pushed, QuarantineRow, kind,
};
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;
use sqlx::sqlite::SqliteConnection;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Hands a push to the writer.
pub(super) fn submit(store: &SqliteStore, pushing: Pushing) -> Stored<'_, PushAnswer> {
    async move {
        let (reply, answer) = oneshot::channel();
        let work = PushWork {
            scope: Arc::clone(&store.scope),
            pushing,
            answer: None,
            reply,
        };
        store.writer.submit(Box::new(work)).await?;
        answered(answer.await)
    }
    .boxed()
}

struct PushWork {
    scope: Arc<Scope>,
    pushing: Pushing,
    answer: Option<PushAnswer>,
    reply: oneshot::Sender<Result<PushAnswer, StoreError>>,
}

impl Work for PushWork {
    fn run<'c>(
        &'c mut self,
        db: &'c mut SqliteConnection,
    ) -> BoxFuture<'c, Result<(), StoreError>> {
        async move {
            self.answer = Some(push(db, &self.scope, &self.pushing).await?);
            Ok(())
        }
        .boxed()
    }

    fn piecemeal<'c>(
        &'c mut self,
        db: &'c mut SqliteConnection,
        error: StoreError,
    ) -> BoxFuture<'c, Result<(), StoreError>> {
        async move {
            tracing::error!(%error, device = %self.pushing.push.device, "a push failed; each operation is tried alone");
            self.answer = Some(one_by_one(db, &self.scope, &self.pushing).await?);
            Ok(())
        }
        .boxed()
    }

    fn reply(self: Box<Self>, result: Result<(), StoreError>) {
        let lost = || StoreError::Broken("a push without an answer".into());
        let Self { answer, reply, .. } = *self;
        let answer = result.and_then(|()| answer.ok_or_else(lost));
        // Whoever pushed may have gone; it will ask again and hear `duplicate`.
        drop(reply.send(answer));
    }
}

async fn push(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
) -> Result<PushAnswer, StoreError> {
    let district = load::district(db, scope).await?;
    if pushing.push.epoch != district.epoch {
        let epoch = district.epoch;
        return Ok(PushAnswer::Conflict(Conflict::Epoch { epoch }));
    }
    let device = load::device(db, scope, pushing.push.device).await?;
    if device.is_some_and(|device| device.revoked || device.user != pushing.by) {
        return Ok(PushAnswer::Revoked);
    }
    let ops = read(pushing);
    let loaded = load::load(db, scope, pushing, &ops, device, district.counter).await?;
    let quarters = loaded.quarters.clone();
    let mut plan = match fold(pushing, &ops, loaded) {
        Ok(plan) => plan,
        Err(conflict) => return Ok(PushAnswer::Conflict(conflict)),
    };
    save_device(db, scope, pushing, device, plan.last_seq).await?;
    save_counter(db, scope, plan.counter).await?;
    for visit in plan.visits.values() {
        write_visit::save(db, scope, visit, &quarters).await?;
    }
    for visit in &plan.ended {
        handed_in(db, scope, &plan, *visit, &quarters).await?;
    }
    flag_twins(db, scope, &mut plan).await?;
    save_ops(db, scope, pushing, &ops, &plan).await?;
    let durable_through = load::district(db, scope).await?.counter;
    Ok(PushAnswer::Pushed(Pushed {
        results: plan.results,
        durable_through,
    }))
}

/// Each operation in a transaction of its own; what still fails is kept as it came.
async fn one_by_one(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
) -> Result<PushAnswer, StoreError> {
    let mut all = Pushed {
        results: Vec::new(),
        durable_through: 0,
    };
    for op in &pushing.push.ops {
        let single = single(pushing, op);
        begin(db).await?;
        let answer = match push(db, scope, &single).await {
            Err(StoreError::Broken(error)) => {
                rollback(db).await;
                tracing::error!(%error, op_id = %op.op_id, "an operation failed and is quarantined");
                begin(db).await?;
                keep_raw(db, scope, &single).await
            }
            answer => answer,
        };
        match answer {
            Ok(PushAnswer::Pushed(pushed)) => {
                commit(db).await?;
                all.results.extend(pushed.results);
                all.durable_through = pushed.durable_through;
            }
            Ok(other) => {
                rollback(db).await;
                return Ok(other);
            }
            Err(error) => {
                rollback(db).await;
                return Err(error);
            }
        }
    }
    Ok(PushAnswer::Pushed(all))
}

fn single(pushing: &Pushing, op: &PushOp) -> Pushing {
    Pushing {
        by: pushing.by,
        received: pushing.received,
        push: Push {
            device: pushing.push.device,
            succeeds: pushing.push.succeeds.clone(),
            epoch: pushing.push.epoch.clone(),
            clock: pushing.push.clock,
            ops: vec![PushOp {
                seq: op.seq,
                op_id: op.op_id,
                body: op.body.clone(),
            }],
        },
    }
}

/// Gives the operation its place, and nothing else.
async fn keep_raw(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
) -> Result<PushAnswer, StoreError> {
    let ops = read(pushing);
    let device = load::device(db, scope, pushing.push.device).await?;
    let counter = load::district(db, scope).await?.counter + 1;
    let plan = Plan {
        results: ops.iter().map(|op| fold::failed(op, counter)).collect(),
        arrivals: vec![Arrival {
            index: 0,
            first: true,
            touched: BTreeSet::new(),
        }],
        counter,
        last_seq: ops.first().map_or(0, |op| op.seq),
        ..Plan::default()
    };
    save_device(db, scope, pushing, device, plan.last_seq).await?;
    save_counter(db, scope, plan.counter).await?;
    save_ops(db, scope, pushing, &ops, &plan).await?;
    let durable_through = load::district(db, scope).await?.counter;
    Ok(PushAnswer::Pushed(Pushed {
        results: plan.results,
        durable_through,
    }))
}

async fn save_device(
    db: &mut SqliteConnection,
    scope: &Scope,
    pushing: &Pushing,
    known: Option<Device>,
    last_seq: u64,
) -> Result<(), StoreError> {
    let claimed = pushing.push.succeeds.as_ref();
    let succeeds = known
        .and_then(|device| device.succeeds)
        .or(claimed.map(|it| (it.device, it.through)));
    sqlx::query(
        "INSERT INTO devices (district_id, id, user_id, last_seq, succeeds, succeeds_through, seen_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (district_id, id)
         DO UPDATE SET last_seq = excluded.last_seq, succeeds = excluded.succeeds,
           succeeds_through = excluded.succeeds_through, seen_at = excluded.seen_at",
    )
    .bind(scope.district())
    .bind(pushing.push.device.to_string())
    .bind(pushing.by.to_string())
    .bind(to_i64(last_seq))
    .bind(succeeds.map(|(device, _)| device.to_string()))
    .bind(succeeds.map(|(_, through)| to_i64(through)))
    .bind(pushing.received.timestamp().as_millisecond())
    .execute(db)
    .await
    .map_err(failed)?;
    Ok(())
}

async fn save_counter(
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

async fn save_ops(
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
        // A renumbered copy has the bytes that are kept already; a reused id has others.
        let keep = arrival.first || result.outcome == OutcomeKind::Quarantined;
        sqlx::query(
            "INSERT INTO ops (district_id, device, seq, op_id, first, hash, body, received_at,
               clock, skew_ms, server_seq, outcome, result)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        if result.outcome == OutcomeKind::Quarantined {
            tell(db, scope, pushing, result).await?;
        }
    }
    Ok(())
}

fn outcome(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Applied => "applied",
        OutcomeKind::Duplicate => "duplicate",
        OutcomeKind::Quarantined => "quarantined",
    }
}

/// Tells the inspector and the supervisors of an operation without effect.
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

/// A visit was handed in: its site and the assignment that asked for it change too.
async fn handed_in(
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
             AND EXISTS (SELECT 1 FROM json_each(a.inspectors) mine
                         JOIN json_each(?) present ON present.value = mine.value)
             AND NOT EXISTS (SELECT 1 FROM assignments other
                             WHERE other.district_id = a.district_id AND other.done_by = ?)
           ORDER BY coalesce(a.due, '9999'), a.id LIMIT 1)
         RETURNING id, method, form, inspectors, due",
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
        done_by: Some(visit.id),
    };
    feed::put_assignment(db, scope, &body).await
}

/// Flags operations on findings that another device has too (same checkpoint, site and day).
async fn flag_twins(
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

/// Of `findings` those that have a possible duplicate.
pub(super) async fn twins(
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

/// Bars a device.
pub(super) fn revoke<'c>(
    db: &'c mut SqliteConnection,
    scope: &'c Scope,
    (by, device, at): &'c (String, DeviceId, Timestamp),
) -> BoxFuture<'c, Result<bool, StoreError>> {
    async move {
        let changed = sqlx::query(
            "UPDATE devices SET revoked_at = ? WHERE district_id = ? AND id = ?
               AND revoked_at IS NULL",
        )
        .bind(at.as_millisecond())
        .bind(scope.district())
        .bind(device.to_string())
        .execute(&mut *db)
        .await
        .map_err(failed)?;
        let done = changed.rows_affected() > 0;
        let entry = audit::Entry {
            person: by,
            kind: "revoke-device",
            target: &device.to_string(),
            result: if done { "done" } else { "none" },
        };
        audit::append(db, scope, entry).await?;
        Ok(done)
    }
    .boxed()
}
