//! The invariants at the end of a run: the server's log against the tablets' disks, the visits
//! against two oracles, and the tablets against the server.

mod arrived;
mod folded;
mod known;
mod replica;
mod skewed;

use crate::tablet::Device;
use crate::world::World;
use anyhow::{Context, Result, ensure};
use arrived::Arrived;
use domain::ids::{DeviceId, OpId, VisitId};
use domain::inspection::Visit;
use domain::sync::op::{self, Intent};
use domain::sync::wire::OutcomeKind;
use folded::fold;
use known::Known;
use replica::replica;
use skewed::skewed;
use std::collections::{BTreeMap, BTreeSet};
use tests::stores;

/// Checks everything; returns the kinds of operations that reached the server.
pub(crate) async fn all(world: &World<'_>) -> Result<BTreeSet<&'static str>> {
    let mut db = stores::look(&world.file()).await?;
    let log = arrived::read(&mut db).await?;
    let visits: BTreeMap<VisitId, Visit> = world
        .visits()
        .await?
        .into_iter()
        .map(|it| (it.id, it))
        .collect();

    contiguous(&log)?;
    nothing_lost(&log, &world.devices)?;
    let folded = fold(&log, &arrived::older(&mut db).await?, world)?;
    for (id, visit) in &visits {
        ensure!(
            folded.get(id) == Some(visit),
            "the server's visit is not what its operations make:\n{visit:#?}\n{:#?}",
            folded.get(id)
        );
    }
    ensure!(folded.len() == visits.len(), "a visit is missing");
    let known = Known::new(&log, &world.knowledge)?;
    for visit in visits.values() {
        known.check(visit)?;
    }
    counted(&log, &visits)?;
    skewed(&log, &visits)?;
    for device in &world.devices {
        replica(world, device).await?;
    }
    Ok(known.kinds())
}

/// Invariant 3: every device's numbers run from 1 without a gap.
fn contiguous(log: &[Arrived]) -> Result<()> {
    let mut numbers: BTreeMap<DeviceId, BTreeSet<u64>> = BTreeMap::new();
    for it in log {
        numbers.entry(it.device).or_default().insert(it.seq);
    }
    for it in log {
        let seen = numbers.get(&it.device).context("no numbers")?;
        let whole = (1..=it.last_seq).all(|seq| seen.contains(&seq));
        ensure!(
            whole && seen.len() as u64 == it.last_seq,
            "{}: {seen:?}, last {}",
            it.device,
            it.last_seq
        );
    }
    Ok(())
}

/// Invariant 1: every operation on a disk is in the log, with the same text, once.
fn nothing_lost(log: &[Arrived], devices: &[Device]) -> Result<()> {
    let mut first: BTreeMap<OpId, &Arrived> = BTreeMap::new();
    for it in log.iter().filter(|it| it.first) {
        ensure!(first.insert(it.op_id, it).is_none(), "{} twice", it.op_id);
    }
    for device in devices {
        for entry in device.disk.entries()? {
            let kept = first.get(&entry.op_id);
            let kept = kept.with_context(|| format!("{:?} is lost", entry.operation()))?;
            ensure!(
                kept.body.as_ref() == Some(&entry.body),
                "other bytes: {:?}, {:?}",
                kept.body,
                entry.body
            );
            let told = entry.result.context("an operation still waits")?;
            ensure!(
                told.server_seq == kept.result.server_seq
                    && told.quarantine == kept.result.quarantine,
                "the tablet was told {told:?}, the first result is {:?}",
                kept.result
            );
        }
    }
    Ok(())
}

/// Invariant 1 by counting: each operation that makes a finding or photo makes exactly one.
fn counted(log: &[Arrived], visits: &BTreeMap<VisitId, Visit>) -> Result<()> {
    let mut made = [0usize; 2];
    for it in log {
        let applied = it.first && it.result.outcome == OutcomeKind::Applied;
        let operation = it.body.as_deref().filter(|_| applied).map(op::decode);
        match operation {
            Some(Ok(operation)) => match operation.intent {
                Intent::RecordFinding(_) => made[0] += 1,
                Intent::AttachPhoto(_) => made[1] += 1,
                _ => {}
            },
            Some(Err(why)) => anyhow::bail!("applied, but {why:?}"),
            None => {}
        }
    }
    let there: [usize; 2] = [
        visits.values().map(|it| it.findings.len()).sum(),
        visits.values().map(|it| it.photos.len()).sum(),
    ];
    ensure!(made == there, "made {made:?}, there are {there:?}");
    Ok(())
}
