//! Checks which operations are flagged for a wrong clock.

use super::arrived::{Arrived, times};
use anyhow::{Context, Result, ensure};
use domain::ids::VisitId;
use domain::inspection::{Flag, Visit};
use domain::sync::clock::TOLERATED_SKEW;
use domain::sync::op::{self, Intent};
use domain::sync::wire::OutcomeKind;
use domain::time::Moment;
use std::collections::BTreeMap;

/// An operation is flagged for its own time only. That time lies after the push, before an earlier
/// operation of its device (both corrected by the skew at their pushes), or before its visit's
/// opening. An operation whose time the skew corrects is also flagged if the skew is large.
pub(super) fn skewed(log: &[Arrived], visits: &BTreeMap<VisitId, Visit>) -> Result<()> {
    let (times, tolerated) = (times(log), TOLERATED_SKEW);
    let later =
        |one: Moment, other: Moment| one.timestamp().duration_since(other.timestamp()) > tolerated;
    for (place, it) in log.iter().enumerate() {
        let body = it.body.as_deref().filter(|_| it.first);
        if it.result.outcome != OutcomeKind::Applied || body.is_none() {
            continue;
        }
        let operation = op::decode(body.context("no body")?);
        let Ok(operation) = operation else {
            anyhow::bail!("applied, but unreadable: {body:?}");
        };
        let visit = visits.get(&operation.intent.visit()).context("no visit")?;
        let made = operation.at.shifted(it.skew);
        let earlier = log
            .iter()
            .take(place)
            .filter(|other| other.device == it.device);
        let before = earlier.filter(|other| other.seq < it.seq).any(|other| {
            let at = times.get(&other.op_id);
            at.is_some_and(|at| {
                let (at, pushed) = (at.shifted(other.skew), other.clock.shifted(other.skew));
                later(at, made) && later(pushed, made)
            })
        });
        let unopened = later(visit.opened_at, made);
        let corrected = matches!(
            operation.intent,
            Intent::OpenVisit(_) | Intent::RecordFinding(_) | Intent::AmendFinding(_)
        );
        let wrong = before
            || unopened
            || later(operation.at, it.clock)
            || (corrected && it.skew.abs() > tolerated);
        ensure!(
            it.result.flags.contains(&Flag::Skewed) == wrong,
            "{operation:?} of {} is flagged {:?}",
            it.device,
            it.result.flags
        );
    }
    Ok(())
}
