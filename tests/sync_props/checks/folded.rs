//! The first oracle: every distinct operation once, in the server's order.

use super::arrived::{Arrived, times};
use crate::world::World;
use anyhow::{Context, Result, ensure};
use domain::ids::{DeviceId, OpId, VisitId};
use domain::inspection::Visit;
use domain::inspection::heads::Author;
use domain::sync::admission;
use domain::sync::clock::DeviceClock;
use domain::sync::merge::{self, Context as Given};
use domain::sync::op::{self, Intent, Operation};
use domain::sync::wire::{OutcomeKind, Reason};
use domain::table::builtins;
use domain::time::{Moment, Quarter};
use std::collections::{BTreeMap, BTreeSet};

/// Folds the log into visits, and checks every result on the way.
pub(super) fn fold(
    log: &[Arrived],
    older: &BTreeMap<DeviceId, (DeviceId, u64)>,
    world: &World<'_>,
) -> Result<BTreeMap<VisitId, Visit>> {
    let table = builtins().first().context("no table")?;
    let offset = table.utc_offset.seconds();
    let open = Quarter::of(world.now(), offset);
    let mut visits: BTreeMap<VisitId, Visit> = BTreeMap::new();
    let mut again: BTreeMap<DeviceId, BTreeSet<OpId>> = BTreeMap::new();
    let mut clocks: BTreeMap<DeviceId, Option<Moment>> = BTreeMap::new();
    let times = times(log);
    let mut last = 0;
    for it in log {
        let again = again.entry(it.device).or_default();
        let latest = clocks.entry(it.device).or_default();
        let before = DeviceClock {
            at_push: it.clock.shifted(it.skew),
            latest: *latest,
        };
        if let Some(at) = times.get(&it.op_id) {
            let mut after = before;
            after.note(at.shifted(it.skew));
            *latest = after.latest;
        }
        if !it.first {
            if it.result.outcome == OutcomeKind::Duplicate {
                again.insert(it.op_id);
            }
            continue;
        }
        let number = it.result.server_seq;
        ensure!(number > last, "{number} is given after {last}");
        last = number;
        let lineage = admission::lineage(it.device, |device| older.get(&device).copied());
        let body = it
            .body
            .as_deref()
            .context("a first arrival without a body")?;
        let mut harmed = false;
        let outcome = op::decode(body).and_then(|operation| {
            taken_elsewhere(&visits, &operation)?;
            let given = Given {
                op_id: it.op_id,
                author: Author {
                    device: it.device,
                    seq: it.seq,
                    base_seq: operation.base_seq,
                    lineage: &lineage,
                    again,
                },
                by: it.by,
                server_seq: Some(number),
                skew: it.skew,
                clock: Some(before),
                knows_site: &|site| site.as_str() != "nowhere",
                knows_checkpoint: &|checkpoint| table.checkpoint(checkpoint).is_some(),
                in_open_quarter: &|at: Moment| Quarter::of(at, offset) == open,
            };
            let id = operation.intent.visit();
            let before = visits.remove(&id);
            let mut visit = before.clone();
            let applied = merge::apply(&mut visit, &operation, &given);
            harmed |= applied.is_err() && visit != before;
            visits.extend(visit.map(|it| (id, it)));
            applied
        });
        ensure!(!harmed, "refused, but it changed its visit: {body}");
        let quarantine = outcome.err();
        let told = (it.result.outcome, it.result.quarantine.clone());
        let kind = match &quarantine {
            None => OutcomeKind::Applied,
            Some(_) => OutcomeKind::Quarantined,
        };
        ensure!(
            told == (kind, quarantine.clone()),
            "{body} was answered {told:?}, it should be {quarantine:?}"
        );
    }
    Ok(visits)
}

/// Refuses a finding whose id is used in another visit: ids are unique in the district.
fn taken_elsewhere(
    visits: &BTreeMap<VisitId, Visit>,
    operation: &Operation,
) -> Result<(), domain::sync::wire::Quarantine> {
    let Intent::RecordFinding(it) = &operation.intent else {
        return Ok(());
    };
    let mut others = visits.values().filter(|visit| visit.id != it.visit);
    if others.any(|visit| visit.findings.contains_key(&it.finding)) {
        let reason = Reason::AlreadyExists;
        return Err(domain::sync::wire::Quarantine::new(
            reason,
            "in another visit",
        ));
    }
    Ok(())
}
