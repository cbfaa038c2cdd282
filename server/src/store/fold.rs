//! The effects of a push, as a pure function of what the store has loaded. The result is a plan,
//! which the store carries out.

use super::{Pushing, Quarters};
use domain::ids::{FindingId, OpId, PhotoId, SiteId, VisitId};
use domain::inspection::heads::Author;
use domain::inspection::{Lineage, Visit};
use domain::sync::clock::DeviceClock;
use domain::sync::merge::{self, Admission, Context};
use domain::sync::op::{self, Intent, Operation};
use domain::sync::wire::{Conflict, OpResult, OutcomeKind, Quarantine, Reason};
use domain::time::Moment;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

/// An operation of a push, hashed and decoded.
pub(super) struct Read<'a> {
    pub(super) seq: u64,
    pub(super) op_id: OpId,
    pub(super) body: &'a str,
    pub(super) hash: String,
    pub(super) decoded: Result<Operation, Quarantine>,
}

/// Hashes and decodes every operation.
pub(super) fn read(pushing: &Pushing) -> Vec<Read<'_>> {
    let ops = pushing.push.ops.iter();
    ops.map(|op| Read {
        seq: op.seq,
        op_id: op.op_id,
        body: op.body.get(),
        hash: op::hash(op.op_id, op.body.get()),
        decoded: op::decode(op.body.get()),
    })
    .collect()
}

/// An operation that has already arrived.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) hash: String,
    pub(super) result: OpResult,
}

/// The stored data that the decision on a push needs.
pub(super) struct Loaded {
    /// The district's counter.
    pub(super) counter: u64,
    /// The device's highest operation number.
    pub(super) last_seq: u64,
    /// The latest time among the device's operations.
    pub(super) latest: Option<Moment>,
    /// The device's predecessors.
    pub(super) lineage: Lineage,
    /// The predecessors' operations that this device has sent again.
    pub(super) again: BTreeSet<OpId>,
    /// Operations already stored for this device under the push's numbers.
    pub(super) by_seq: BTreeMap<u64, Known>,
    /// Operations of any device already stored under the push's operation ids.
    pub(super) by_op: BTreeMap<OpId, Known>,
    /// The visits that the push touches.
    pub(super) visits: BTreeMap<VisitId, Visit>,
    /// The existing visits of the findings and photos that the push adds.
    pub(super) findings: BTreeMap<FindingId, VisitId>,
    pub(super) photos: BTreeMap<PhotoId, VisitId>,
    /// Hashes of files that the person has already uploaded.
    pub(super) verified: BTreeSet<String>,
    /// The existing sites among those that the push names.
    pub(super) sites: BTreeSet<SiteId>,
    pub(super) quarters: Quarters,
}

/// The changes to write.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// A result for each operation.
    pub(super) results: Vec<OpResult>,
    /// The operations to store now.
    pub(super) arrivals: Vec<Arrival>,
    /// The visits that changed, as they are now.
    pub(super) visits: BTreeMap<VisitId, Visit>,
    /// The visits that were handed in.
    pub(super) ended: BTreeSet<VisitId>,
    /// The changed findings, each with its visit.
    pub(super) touched: BTreeMap<FindingId, VisitId>,
    /// The district's counter after the push.
    pub(super) counter: u64,
    /// The device's highest operation number after the push.
    pub(super) last_seq: u64,
    /// The latest time among the device's operations.
    pub(super) latest: Option<Moment>,
}

/// An operation to store.
#[derive(Debug)]
pub(super) struct Arrival {
    /// Its index in the push, and in the results.
    pub(super) index: usize,
    /// Whether the id arrives for the first time; otherwise it is a renumbered copy, or the id is
    /// reused.
    pub(super) first: bool,
    /// The findings that it changed.
    pub(super) touched: BTreeSet<FindingId>,
}

/// Decides on a whole push; a conflict rejects all of it.
pub(super) fn fold(pushing: &Pushing, ops: &[Read<'_>], loaded: Loaded) -> Result<Plan, Conflict> {
    let skew = pushing
        .received
        .timestamp()
        .duration_since(pushing.push.clock.timestamp());
    let plan = Plan {
        counter: loaded.counter,
        last_seq: loaded.last_seq,
        ..Plan::default()
    };
    let clock = DeviceClock {
        at_push: pushing.received,
        latest: loaded.latest,
    };
    let mut fold = Fold {
        pushing,
        skew,
        clock,
        loaded,
        plan,
    };
    for (index, op) in ops.iter().enumerate() {
        let known = fold.loaded.by_seq.get(&op.seq);
        let hash = known.map(|known| known.hash.as_str());
        match merge::admit(op.seq, &op.hash, fold.plan.last_seq, hash)? {
            Admission::Duplicate => {
                let first = known.map(|known| known.result.clone());
                fold.plan
                    .results
                    .extend(first.map(|first| again(op, first)));
            }
            Admission::New => fold.arrive(index, op),
        }
    }
    fold.plan.latest = fold.clock.latest;
    Ok(fold.plan)
}

struct Fold<'a> {
    pushing: &'a Pushing,
    skew: SignedDuration,
    clock: DeviceClock,
    loaded: Loaded,
    plan: Plan,
}

impl Fold<'_> {
    fn arrive(&mut self, index: usize, op: &Read<'_>) {
        self.plan.last_seq = op.seq;
        let known = self.loaded.by_op.get(&op.op_id).cloned();
        let first = known.is_none();
        let mut touched = BTreeSet::new();
        let result = match known {
            Some(known) if known.hash == op.hash => {
                self.loaded.again.insert(op.op_id);
                again(op, known.result)
            }
            Some(_) => {
                let server_seq = self.number();
                quarantined(op, server_seq, Quarantine::new(Reason::OpIdReused, ""))
            }
            None => {
                let server_seq = self.number();
                let result = match self.apply(op, server_seq) {
                    Ok((flags, changed)) => {
                        touched = changed;
                        OpResult {
                            seq: op.seq,
                            op_id: op.op_id,
                            outcome: OutcomeKind::Applied,
                            server_seq,
                            flags,
                            quarantine: None,
                        }
                    }
                    Err(why) => quarantined(op, server_seq, why),
                };
                let known = Known {
                    hash: op.hash.clone(),
                    result: result.clone(),
                };
                self.loaded.by_op.insert(op.op_id, known);
                result
            }
        };
        if let Ok(operation) = &op.decoded {
            self.clock.note(operation.at.shifted(self.skew));
        }
        self.plan.results.push(result);
        self.plan.arrivals.push(Arrival {
            index,
            first,
            touched,
        });
    }

    fn number(&mut self) -> u64 {
        self.plan.counter += 1;
        self.plan.counter
    }

    fn apply(
        &mut self,
        op: &Read<'_>,
        server_seq: u64,
    ) -> Result<(Vec<domain::inspection::Flag>, BTreeSet<FindingId>), Quarantine> {
        let operation = op.decoded.as_ref().map_err(Clone::clone)?;
        let id = operation.intent.visit();
        self.is_free(&operation.intent, id)?;
        let loaded = &self.loaded;
        let context = Context {
            op_id: op.op_id,
            author: Author {
                device: self.pushing.push.device,
                seq: op.seq,
                // No device can have seen a number that this server has not issued.
                base_seq: operation.base_seq.min(loaded.counter),
                lineage: &loaded.lineage,
                again: &loaded.again,
            },
            by: self.pushing.by,
            server_seq: Some(server_seq),
            skew: self.skew,
            clock: Some(self.clock),
            knows_site: &|site| loaded.sites.contains(site),
            knows_checkpoint: &|checkpoint| loaded.quarters.knows(checkpoint),
            in_open_quarter: &|moment| loaded.quarters.is_open(moment),
        };
        let mut applied = merge::apply(loaded.visits.get(&id), operation, &context)?;
        self.remember(&operation.intent, id, &mut applied.visit);
        for finding in &applied.touched {
            self.plan.touched.insert(*finding, id);
        }
        self.loaded.visits.insert(id, applied.visit.clone());
        self.plan.visits.insert(id, applied.visit);
        Ok((applied.flags.into_iter().collect(), applied.touched))
    }

    /// Ids of findings and photos are unique in the district, not only in their visit.
    fn is_free(&self, intent: &Intent, visit: VisitId) -> Result<(), Quarantine> {
        let taken = match intent {
            Intent::RecordFinding(it) => self.loaded.findings.get(&it.finding),
            Intent::AttachPhoto(it) => self.loaded.photos.get(&it.photo),
            Intent::OpenVisit(_)
            | Intent::Answer(_)
            | Intent::AmendFinding(_)
            | Intent::WithdrawFinding(_)
            | Intent::WithdrawPhoto(_)
            | Intent::RestorePhoto(_)
            | Intent::CloseVisit(_)
            | Intent::VoidVisit(_)
            | Intent::ResumeVisit(_) => None,
        };
        match taken {
            Some(other) if *other != visit => {
                Err(Quarantine::new(Reason::AlreadyExists, "in another visit"))
            }
            _ => Ok(()),
        }
    }

    fn remember(&mut self, intent: &Intent, id: VisitId, visit: &mut Visit) {
        match intent {
            Intent::RecordFinding(it) => {
                self.loaded.findings.insert(it.finding, id);
            }
            Intent::AttachPhoto(it) => {
                self.loaded.photos.insert(it.photo, id);
                if let Some(photo) = visit.photos.get_mut(&it.photo) {
                    photo.verified = self.loaded.verified.contains(&it.sha256);
                }
            }
            Intent::CloseVisit(_) => {
                self.plan.ended.insert(id);
            }
            Intent::OpenVisit(_)
            | Intent::Answer(_)
            | Intent::AmendFinding(_)
            | Intent::WithdrawFinding(_)
            | Intent::WithdrawPhoto(_)
            | Intent::RestorePhoto(_)
            | Intent::VoidVisit(_)
            | Intent::ResumeVisit(_) => {}
        }
    }
}

fn quarantined(op: &Read<'_>, server_seq: u64, why: Quarantine) -> OpResult {
    OpResult {
        seq: op.seq,
        op_id: op.op_id,
        outcome: OutcomeKind::Quarantined,
        server_seq,
        flags: Vec::new(),
        quarantine: Some(why),
    }
}

/// Repeats the first result under the number that the operation has now.
fn again(op: &Read<'_>, first: OpResult) -> OpResult {
    OpResult {
        seq: op.seq,
        outcome: OutcomeKind::Duplicate,
        ..first
    }
}

/// The result of an operation that the store could not write; it gets the next number.
pub(super) fn failed(op: &Read<'_>, server_seq: u64) -> OpResult {
    quarantined(op, server_seq, Quarantine::new(Reason::Failed, ""))
}

/// The ids and numbers that the push names, for loading.
pub(super) struct Names {
    pub(super) ops: Vec<OpId>,
    pub(super) seqs: Vec<u64>,
    pub(super) visits: BTreeSet<VisitId>,
    pub(super) findings: Vec<FindingId>,
    pub(super) photos: Vec<PhotoId>,
    pub(super) hashes: Vec<String>,
    pub(super) sites: BTreeSet<SiteId>,
}

/// Collects the names in a push.
pub(super) fn names(ops: &[Read<'_>]) -> Names {
    let mut names = Names {
        ops: ops.iter().map(|op| op.op_id).collect(),
        seqs: ops.iter().map(|op| op.seq).collect(),
        visits: BTreeSet::new(),
        findings: Vec::new(),
        photos: Vec::new(),
        hashes: Vec::new(),
        sites: BTreeSet::new(),
    };
    for operation in ops.iter().filter_map(|op| op.decoded.as_ref().ok()) {
        names.visits.insert(operation.intent.visit());
        match &operation.intent {
            Intent::OpenVisit(it) => {
                names.sites.insert(it.site.clone());
            }
            Intent::RecordFinding(it) => names.findings.push(it.finding),
            Intent::AttachPhoto(it) => {
                names.photos.push(it.photo);
                names.hashes.push(it.sha256.clone());
            }
            // These name only their visit and things inside it.
            Intent::Answer(_)
            | Intent::AmendFinding(_)
            | Intent::WithdrawFinding(_)
            | Intent::WithdrawPhoto(_)
            | Intent::RestorePhoto(_)
            | Intent::CloseVisit(_)
            | Intent::VoidVisit(_)
            | Intent::ResumeVisit(_) => {}
        }
    }
    names
}
