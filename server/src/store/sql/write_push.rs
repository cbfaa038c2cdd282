//! Writing what a group of pushes changed: each kind of row with one statement.

use super::feed;
use super::load;
use super::recent::Recent;
use super::write_visit::{self, Changed};
use super::{Scope, execute, rows};
use crate::store::database::{self, Connection, Field, Kind};
use crate::store::fold::{Arriving, Device, Fold, Read, Told};
use crate::store::project::Whole;
use crate::store::{PushAnswer, StoreError, to_i64};
use domain::ids::{DeviceId, OpId, UserId, VisitId};
use domain::inspection::Visit;
use domain::sync::wire::{OpResult, OutcomeKind, kind};
use serde::Serialize;
use serde_json::Value;

/// What was carried out, once it is committed.
#[derive(Default)]
pub(super) struct Done {
    /// An answer for each push.
    pub(super) answers: Vec<PushAnswer>,
    /// The district's counter.
    pub(super) counter: u64,
    /// The visits as they were written, each with its number in the feed.
    pub(super) visits: Vec<(u64, Visit)>,
}

/// Carries out a group of pushes inside a transaction.
pub(super) async fn carry_out(
    db: &mut Connection,
    scope: &Scope,
    pushes: &[Arriving],
    recent: &mut Recent,
) -> Result<Done, StoreError> {
    let mut fold = Fold::new(load::load(db, scope, pushes, recent).await?);
    for push in pushes {
        fold.push(push);
    }
    let visits = fold.loaded.visits.keys();
    let elsewhere = load::elsewhere(db, scope, &fold.doubts(), visits).await?;
    let answers = fold.finish(&elsewhere);
    write(db, scope, &fold).await?;
    let Fold { loaded, told, .. } = fold;
    let mut visits = loaded.visits;
    let written = told.into_iter().filter_map(|(told, number)| match told {
        Told::Visit(id) => Some((number, visits.remove(&id)?.visit?)),
        Told::Site(_) | Told::Assignment(_) | Told::Quarantine(_) => None,
    });
    Ok(Done {
        answers,
        counter: loaded.counter,
        visits: written.collect(),
    })
}

async fn write(db: &mut Connection, scope: &Scope, fold: &Fold<'_>) -> Result<(), StoreError> {
    save_devices(db, scope, fold).await?;
    save_visits(db, scope, fold).await?;
    save_assignments(db, scope, fold).await?;
    save_ops(db, scope, fold).await?;
    feed::put_all(db, scope, &told(fold)?).await?;
    save_counter(db, scope, fold).await
}

#[derive(Serialize)]
struct DeviceColumns {
    id: DeviceId,
    user: UserId,
    last_seq: u64,
    succeeds: Option<DeviceId>,
    through: Option<u64>,
    seen_at: i64,
    latest_at: Option<i64>,
    rescue: bool,
}

/// What the statement takes of each row.
const DEVICE: [Field; 8] = [
    ("id", Kind::Text),
    ("user", Kind::Text),
    ("last_seq", Kind::Number),
    ("succeeds", Kind::Text),
    ("through", Kind::Number),
    ("seen_at", Kind::Number),
    ("latest_at", Kind::Number),
    ("rescue", Kind::Flag),
];

async fn save_devices(
    db: &mut Connection,
    scope: &Scope,
    fold: &Fold<'_>,
) -> Result<(), StoreError> {
    let devices = fold.loaded.devices.0.iter();
    let changed: Vec<_> = devices
        .filter(|(_, device)| device.changed)
        .map(|(id, device): (&DeviceId, &Device)| DeviceColumns {
            id: *id,
            user: device.user,
            last_seq: device.last_seq,
            succeeds: device.succeeds.map(|(older, _)| older),
            through: device.succeeds.map(|(_, through)| through),
            seen_at: device.seen_at,
            latest_at: device.latest_at,
            rescue: device.rescue,
        })
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let r = db.dialect().records("r", "$2", &DEVICE);
    let sql = format!(
        "WITH {r}
         INSERT INTO devices (district_id, id, user_id, last_seq, succeeds, succeeds_through,
           seen_at, latest_at, rescue)
         SELECT $1, r.id, r.user, r.last_seq, r.succeeds,
           r.through, r.seen_at, r.latest_at, r.rescue
         FROM r WHERE true
         ON CONFLICT (district_id, id)
         DO UPDATE SET last_seq = excluded.last_seq, succeeds = excluded.succeeds,
           succeeds_through = excluded.succeeds_through, seen_at = excluded.seen_at,
           latest_at = excluded.latest_at",
    );
    let query = database::query(sql).bind(scope.district());
    execute(db, query.bind(rows::to_json(&changed)?)).await
}

async fn save_visits(
    db: &mut Connection,
    scope: &Scope,
    fold: &Fold<'_>,
) -> Result<(), StoreError> {
    let loaded = &fold.loaded;
    let mut changed = Vec::new();
    for told in fold.told.keys() {
        let Told::Visit(id) = told else { continue };
        let held = loaded.visits.get(id);
        let Some((held, visit)) = held.and_then(|it| Some((it, it.visit.as_ref()?))) else {
            continue;
        };
        // The town of a visit is its site's when the visit first arrived, even if the site has
        // moved since.
        let site = || loaded.sites.get(&visit.site).map(|site| &site.town);
        let town = held.town.as_ref().or_else(site);
        let town = town.ok_or_else(|| StoreError::Broken(format!("{id} has no town")))?;
        // The findings of a void visit have other rows.
        let turned = visit.void().is_some() != held.void;
        changed.push(Changed {
            whole: Whole { visit, town },
            findings: Some(&held.findings).filter(|_| !turned),
            photos: Some(&held.photos),
        });
    }
    write_visit::save_all(db, scope, &changed, &loaded.quarters).await
}

async fn save_assignments(
    db: &mut Connection,
    scope: &Scope,
    fold: &Fold<'_>,
) -> Result<(), StoreError> {
    let rows = fold.loaded.assignments.rows.iter();
    let done: Vec<_> = rows
        .filter_map(|row| Some((row.id, row.done_by?)))
        .collect();
    if done.is_empty() {
        return Ok(());
    }
    let sql = "WITH r (id, visit) AS MATERIALIZED (
           SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each($2))
         UPDATE assignments SET done_by = r.visit FROM r WHERE district_id = $1 AND assignments.id = r.id";
    let query = database::query(sql).bind(scope.district());
    execute(db, query.bind(rows::to_json(&done)?)).await
}

#[derive(Serialize)]
struct OpColumns<'a> {
    device: DeviceId,
    seq: u64,
    op_id: OpId,
    first: bool,
    hash: &'a str,
    body: Option<&'a str>,
    received_at: i64,
    clock: String,
    skew: i64,
    server_seq: u64,
    outcome: &'static str,
    result: String,
    visit: Option<VisitId>,
}

/// What the statement takes of each row.
const OP: [Field; 13] = [
    ("device", Kind::Text),
    ("seq", Kind::Number),
    ("op_id", Kind::Text),
    ("first", Kind::Flag),
    ("hash", Kind::Text),
    ("body", Kind::Text),
    ("received_at", Kind::Number),
    ("clock", Kind::Text),
    ("skew", Kind::Number),
    ("server_seq", Kind::Number),
    ("outcome", Kind::Text),
    ("result", Kind::Text),
    ("visit", Kind::Text),
];

async fn save_ops(db: &mut Connection, scope: &Scope, fold: &Fold<'_>) -> Result<(), StoreError> {
    let mut ops = Vec::with_capacity(fold.arrivals.len());
    for arrival in &fold.arrivals {
        let (op, sender, result) = (arrival.op, arrival.sender, &arrival.result);
        // The bytes of a renumbered copy are already stored; a reused id has other bytes.
        let refused = result.outcome == OutcomeKind::Quarantined;
        let keep = arrival.first || refused;
        ops.push(OpColumns {
            device: sender.device,
            seq: op.seq,
            op_id: op.op_id,
            first: arrival.first,
            hash: &op.hash,
            body: keep.then(|| op.body.get()),
            received_at: sender.received.timestamp().as_millisecond(),
            clock: sender.clock.to_string(),
            skew: i64::try_from(sender.skew().as_millis()).unwrap_or(i64::MAX),
            server_seq: result.server_seq,
            outcome: outcome(result),
            result: rows::to_json(result)?,
            visit: refused.then(|| visit_of(op)).flatten(),
        });
    }
    if ops.is_empty() {
        return Ok(());
    }
    let r = db.dialect().records("r", "$2", &OP);
    let sql = format!(
        "WITH {r}
         INSERT INTO ops (district_id, device, seq, op_id, first, hash, body, received_at,
           clock, skew_ms, server_seq, outcome, result, visit)
         SELECT $1, r.device, r.seq, r.op_id, r.first, r.hash,
           r.body, r.received_at, r.clock, r.skew, r.server_seq,
           r.outcome, r.result, r.visit
         FROM r",
    );
    let query = database::query(sql).bind(scope.district());
    execute(db, query.bind(rows::to_json(&ops)?)).await
}

/// The visit that an operation names, even if the rest of its body cannot be read.
fn visit_of(op: &Read) -> Option<VisitId> {
    if let Ok(operation) = &op.decoded {
        return Some(operation.intent.visit());
    }
    let body: Value = serde_json::from_str(op.body.get()).ok()?;
    let mut intents = body.as_object()?.values();
    intents.find_map(|intent| intent.get("visit")?.as_str()?.parse().ok())
}

fn outcome(result: &OpResult) -> &'static str {
    match result.outcome {
        OutcomeKind::Applied => "applied",
        OutcomeKind::Duplicate => "duplicate",
        OutcomeKind::Quarantined => "quarantined",
    }
}

/// The changed rows of the feed.
fn told(fold: &Fold<'_>) -> Result<Vec<feed::Row>, StoreError> {
    let loaded = &fold.loaded;
    let mut told = Vec::with_capacity(fold.told.len());
    for (what, number) in &fold.told {
        let row = match what {
            Told::Visit(id) => {
                let visit = loaded.visits.get(id).and_then(|it| it.visit.as_ref());
                visit.map(|visit| write_visit::row(visit, *number))
            }
            Told::Site(id) => {
                let site = loaded.sites.get(id);
                site.map(|site| feed::site_row(site, *number))
            }
            Told::Assignment(id) => {
                let mut rows = loaded.assignments.rows.iter();
                let row = rows.find(|row| row.id == *id);
                row.map(|row| feed::assignment_row(row, *number))
            }
            Told::Quarantine(id) => fold.refused.get(id).map(|(by, body)| {
                let audience = feed::Audience::Only(std::slice::from_ref(by));
                feed::Row::new(kind::QUARANTINE, id.to_string(), *number, body, audience)
            }),
        };
        told.extend(row.transpose()?);
    }
    Ok(told)
}

async fn save_counter(
    db: &mut Connection,
    scope: &Scope,
    fold: &Fold<'_>,
) -> Result<(), StoreError> {
    let query = database::query("UPDATE districts SET counter = $1 WHERE id = $2");
    let query = query.bind(to_i64(fold.loaded.counter));
    execute(db, query.bind(scope.district())).await
}
