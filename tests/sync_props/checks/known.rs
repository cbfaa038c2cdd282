//! The second oracle ignores cursors, lineages and numbers. It uses only the operations and what
//! each author had on the tablet: a value stands unless somebody who knew of it overwrote it.

use super::arrived::Arrived;
use crate::tablet::Knowledge;
use anyhow::{Context, Result, ensure};
use domain::ids::{CheckpointId, FindingId, OpId, VisitId};
use domain::inspection::{AnswerValue, Visit};
use domain::sync::op::{About, Intent, Operation};
use domain::sync::wire::OutcomeKind;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Known<'a> {
    ops: Vec<KnownOp<'a>>,
}

struct KnownOp<'a> {
    op_id: OpId,
    server_seq: u64,
    operation: Operation,
    knowledge: &'a Knowledge,
}

impl KnownOp<'_> {
    /// Whether the author surely had the other operation on the tablet.
    fn surely(&self, other: &KnownOp<'_>) -> bool {
        self.knowledge.own.contains(&other.op_id) || other.server_seq <= self.knowledge.pulled
    }

    /// Whether the author may have had it: an incomplete pull brings some visits before others.
    fn perhaps(&self, other: &KnownOp<'_>) -> bool {
        let row = self.knowledge.visits.get(&other.operation.intent.visit());
        self.surely(other) || row.is_some_and(|row| other.server_seq < *row)
    }
}

impl<'a> Known<'a> {
    pub(super) fn new(log: &[Arrived], knowledge: &'a BTreeMap<OpId, Knowledge>) -> Result<Self> {
        let mut ops = Vec::new();
        for it in log {
            if !it.first || it.result.outcome != OutcomeKind::Applied {
                continue;
            }
            let body = it.body.as_deref().context("no body")?;
            ops.push(KnownOp {
                op_id: it.op_id,
                server_seq: it.result.server_seq,
                operation: serde_json::from_str(body)?,
                knowledge: knowledge.get(&it.op_id).context("from nobody")?,
            });
        }
        Ok(Self { ops })
    }

    /// The kinds of operations in it.
    pub(super) fn kinds(&self) -> BTreeSet<&'static str> {
        let all = self.ops.iter();
        all.map(|it| it.operation.intent.key()).collect()
    }

    fn of(&self, visit: VisitId) -> impl Iterator<Item = &KnownOp<'a>> {
        let in_visit = move |it: &&KnownOp<'_>| it.operation.intent.visit() == visit;
        self.ops.iter().filter(in_visit)
    }

    pub(super) fn check(&self, visit: &Visit) -> Result<()> {
        for finding in visit.findings.values() {
            let touches = |it: &&KnownOp<'_>| touches(it, finding.id, &finding.checkpoint);
            let writes = |it: &&KnownOp<'_>| match &it.operation.intent {
                Intent::RecordFinding(it) => it.finding == finding.id,
                Intent::AmendFinding(it) => it.finding == finding.id,
                _ => false,
            };
            let standing = finding.heads.iter().filter(|head| head.value.is_some());
            self.compare(
                &format!("finding {}", finding.id),
                &self.of(visit.id).filter(writes).collect::<Vec<_>>(),
                &self.of(visit.id).filter(touches).collect::<Vec<_>>(),
                &standing.map(|head| head.stamp.op).collect(),
            )?;
        }
        for (checkpoint, heads) in &visit.answers {
            let writes = |it: &&KnownOp<'_>| matches!(&it.operation.intent, Intent::Answer(it) if it.checkpoint == *checkpoint);
            let writers: Vec<_> = self.of(visit.id).filter(writes).collect();
            let standing = heads.iter().map(|head| head.stamp.op).collect();
            self.compare(checkpoint.as_str(), &writers, &writers, &standing)?;
        }
        for photo in visit.photos.values() {
            let writes = |it: &&KnownOp<'_>| match &it.operation.intent {
                Intent::WithdrawPhoto(it) | Intent::RestorePhoto(it) => it.photo == photo.id,
                _ => false,
            };
            let writers: Vec<_> = self.of(visit.id).filter(writes).collect();
            let standing = photo.withdrawn.iter().map(|head| head.stamp.op).collect();
            let what = format!("photo {}", photo.id);
            self.compare(&what, &writers, &writers, &standing)?;
        }
        let closes = |it: &&KnownOp<'_>| matches!(it.operation.intent, Intent::CloseVisit(_));
        let writers: Vec<_> = self.of(visit.id).filter(closes).collect();
        let standing = visit.closings.iter().map(|head| head.stamp.op).collect();
        self.compare("the end of the visit", &writers, &writers, &standing)?;
        self.voided(visit)
    }

    /// A voided visit has its effect only if the author of the void knew everything recorded in it.
    fn voided(&self, visit: &Visit) -> Result<()> {
        let says = |it: &KnownOp<'_>| {
            matches!(
                it.operation.intent,
                Intent::VoidVisit(_) | Intent::ResumeVisit(_)
            )
        };
        let writers: Vec<_> = self.of(visit.id).filter(|it| says(it)).collect();
        let standing = visit.voided.iter().map(|head| head.stamp.op).collect();
        self.compare("giving it up", &writers, &writers, &standing)?;
        for head in visit.voided.iter().filter(|it| it.value.reason.is_some()) {
            let mut writers = writers.iter();
            let void = writers.find(|it| it.op_id == head.stamp.op);
            let void = void.context("a void from nobody")?;
            let opens = |it: &KnownOp<'_>| matches!(it.operation.intent, Intent::OpenVisit(_));
            let mut recorded = self.of(visit.id).filter(|it| !says(it) && !opens(it));
            if head.value.contested {
                ensure!(
                    recorded.any(|it| !void.surely(it)),
                    "{:?} has no effect, though its author knew all",
                    void.operation
                );
            } else {
                let unknown = recorded.find(|it| !void.perhaps(it));
                ensure!(
                    unknown.is_none(),
                    "{:?} took away {:?}, of which its author knew nothing",
                    void.operation,
                    unknown.map(|it| &it.operation)
                );
            }
        }
        Ok(())
    }

    /// Checks that each of `writers` stands unless an author in `takers` knew of it. Where an
    /// author only perhaps knew of it, both are right.
    fn compare(
        &self,
        what: &str,
        writers: &[&KnownOp<'_>],
        takers: &[&KnownOp<'_>],
        standing: &BTreeSet<OpId>,
    ) -> Result<()> {
        for writer in writers {
            let mut others = takers.iter().filter(|it| it.op_id != writer.op_id);
            if standing.contains(&writer.op_id) {
                let by = others.find(|it| it.surely(writer));
                ensure!(
                    by.is_none(),
                    "{what}: {:?} stands, though it was overwritten knowingly by {:?}",
                    writer.operation,
                    by.map(|it| &it.operation)
                );
            } else {
                ensure!(
                    others.any(|it| it.perhaps(writer)),
                    "{what}: {:?} is gone, and nobody who took it away knew of it",
                    writer.operation
                );
            }
        }
        let ours: BTreeSet<OpId> = writers.iter().map(|it| it.op_id).collect();
        ensure!(standing.is_subset(&ours), "{what}: from nobody");
        Ok(())
    }
}

fn touches(it: &KnownOp<'_>, finding: FindingId, checkpoint: &CheckpointId) -> bool {
    let intent = &it.operation.intent;
    match intent.about() {
        About::NewFinding(it) => it.finding == finding,
        About::Finding(it) => it == finding,
        About::Checkpoint(at) => at == checkpoint && withdraws(intent),
        About::NewVisit(_) | About::Visit | About::NewPhoto(_) | About::Photo(_) => false,
    }
}

/// Whether an answer withdraws the findings of its checkpoint.
fn withdraws(intent: &Intent) -> bool {
    let answer = match intent {
        Intent::Answer(it) => it.answer,
        _ => None,
    };
    matches!(
        answer,
        Some(AnswerValue::Meets | AnswerValue::NotApplicable)
    )
}
