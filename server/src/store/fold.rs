//! The effects of a group of pushes, as a pure function of what the store has loaded. Pushes are
//! folded one after the other, as if each had been written before the next; what they change is
//! then written once.

mod arriving;
mod devices;
mod results;
mod telling;
mod twins;

pub(super) use self::arriving::{Arriving, Names, Read, Sender};
pub(super) use self::devices::{Device, Devices};
pub(super) use self::results::{First, Known};
pub(super) use self::telling::Assignments;
pub(super) use self::twins::{Ends, Place};

use self::results::{Answer, Outcome, result};
use self::twins::Twins;
use super::project::Stored;
use super::{PushAnswer, Quarters};
use domain::ids::{DeviceId, FindingId, OpId, PhotoId, SiteId, TownId, UserId, VisitId};
use domain::inspection::heads::Author;
use domain::inspection::{Lineage, Visit};
use domain::sync::clock::DeviceClock;
use domain::sync::merge::{self, Admission, Applied, Context};
use domain::sync::op::Intent;
use domain::sync::wire::{Conflict, OpResult, Quarantine, QuarantineRow, Reason, SiteRow};
use domain::time::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What the store has loaded for a group of pushes.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) epoch: String,
    /// The district's counter.
    pub(super) counter: u64,
    pub(super) quarters: Quarters,
    /// The devices of the pushes with all their predecessors.
    pub(super) devices: Devices,
    /// Operations already stored for the devices under the pushes' numbers.
    pub(super) by_seq: HashMap<(DeviceId, u64), Known>,
    /// Operations of any device already stored under the pushes' operation ids.
    pub(super) by_op: HashMap<OpId, Known>,
    /// The predecessors' operations that each device has sent again.
    pub(super) again: HashMap<DeviceId, BTreeSet<OpId>>,
    /// The visits that the pushes touch; none where there is no such visit yet.
    pub(super) visits: BTreeMap<VisitId, Option<Visit>>,
    /// The towns of these visits, and the rows that are stored of them.
    pub(super) towns: BTreeMap<VisitId, TownId>,
    pub(super) stored: BTreeMap<VisitId, Stored>,
    /// The existing visits of the findings and photos that the pushes add.
    pub(super) findings: HashMap<FindingId, VisitId>,
    pub(super) photos: HashMap<PhotoId, VisitId>,
    /// Hashes of files that their people have already uploaded.
    pub(super) verified: BTreeSet<(UserId, String)>,
    /// The sites of new visits, and of those that are handed in.
    pub(super) sites: BTreeMap<SiteId, SiteRow>,
    /// The plan for the sites of visits that are handed in.
    pub(super) assignments: Assignments,
}

/// A thing with a row in the feed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    Visit(VisitId),
    Site(SiteId),
    Assignment(Uuid),
    Quarantine(OpId),
}

/// An operation to store.
#[derive(Debug)]
pub(super) struct Arrival<'a> {
    pub(super) sender: &'a Sender,
    pub(super) op: &'a Read,
    /// Whether the id arrives for the first time; otherwise it is a renumbered copy, or the id is
    /// reused.
    pub(super) first: bool,
    pub(super) result: OpResult,
    /// The earlier arrival of the group that this one repeats.
    repeats: Option<usize>,
}

/// The store's data while pushes are folded into it.
pub(super) struct Fold<'a> {
    pub(super) loaded: Loaded,
    /// The operations to store. An index into them never leaves this module, nor do they shrink.
    pub(super) arrivals: Vec<Arrival<'a>>,
    /// The changed things that pulls return, each with its latest number.
    pub(super) told: BTreeMap<Told, u64>,
    /// Operations without effect, and who is told of each.
    pub(super) refused: BTreeMap<OpId, (UserId, QuarantineRow)>,
    twins: Twins,
    answers: Vec<Answer>,
}

/// One push while it is folded.
struct Turn<'a> {
    sender: &'a Sender,
    skew: Span,
    clock: DeviceClock,
    lineage: Lineage,
    /// The district's counter before the push.
    base: u64,
    /// The visits that changed, and those that were handed in.
    changed: BTreeSet<VisitId>,
    ended: BTreeSet<VisitId>,
    /// The findings that each arrival changed.
    touched: Vec<(usize, BTreeSet<FindingId>)>,
}

impl<'a> Fold<'a> {
    pub(super) fn new(loaded: Loaded) -> Self {
        let mut twins = Twins::default();
        for visit in loaded.visits.values().flatten() {
            twins.refresh(visit, &loaded.quarters);
        }
        Self {
            loaded,
            twins,
            arrivals: Vec::new(),
            told: BTreeMap::new(),
            refused: BTreeMap::new(),
            answers: Vec::new(),
        }
    }

    /// Decides on a push; a conflict rejects all of it.
    pub(super) fn push(&mut self, push: &'a Arriving) {
        let answer = match self.admit(push) {
            Err(refused) => Answer::Refused(refused),
            Ok(admitted) => self.take(push, admitted),
        };
        self.answers.push(answer);
    }

    /// Which operations of a push are new, and the first results of the others.
    fn admit(&self, push: &Arriving) -> Result<Vec<Option<First>>, PushAnswer> {
        let sender = &push.sender;
        if sender.epoch != self.loaded.epoch {
            let epoch = self.loaded.epoch.clone();
            return Err(PushAnswer::Conflict(Conflict::Epoch { epoch }));
        }
        let device = self.loaded.devices.get(sender.device);
        if device.is_some_and(|device| device.revoked || device.user != sender.by) {
            return Err(PushAnswer::Revoked);
        }
        let mut last = device.map_or(0, |device| device.last_seq);
        let mut admitted = Vec::with_capacity(push.ops.len());
        for op in &push.ops {
            let known = self.loaded.by_seq.get(&(sender.device, op.seq));
            let hash = known.map(|known| known.hash.as_str());
            admitted.push(
                match merge::admit(op.seq, &op.hash, last, hash).map_err(PushAnswer::Conflict)? {
                    Admission::Duplicate => known.map(|known| known.first.clone()),
                    Admission::New => {
                        last = op.seq;
                        None
                    }
                },
            );
        }
        Ok(admitted)
    }

    fn take(&mut self, push: &'a Arriving, admitted: Vec<Option<First>>) -> Answer {
        let sender = &push.sender;
        let device = self.loaded.devices.get(sender.device);
        let mut last_seq = device.map_or(0, |device| device.last_seq);
        let mut turn = Turn {
            sender,
            skew: sender.skew(),
            clock: DeviceClock {
                at_push: sender.received,
                latest: device.and_then(Device::latest),
            },
            lineage: self.loaded.devices.lineage(sender),
            base: self.loaded.counter,
            changed: BTreeSet::new(),
            ended: BTreeSet::new(),
            touched: Vec::new(),
        };
        let began = self.arrivals.len();
        let mut results = Vec::with_capacity(push.ops.len());
        for (op, known) in push.ops.iter().zip(admitted) {
            results.push(match known {
                Some(first) => Outcome::Again(op.seq, first),
                None => {
                    last_seq = op.seq;
                    Outcome::New(self.arrive(&mut turn, op))
                }
            });
        }
        self.loaded
            .devices
            .note(sender, last_seq, turn.clock.latest);
        self.tell(&turn, began);
        Answer::Pushed {
            results,
            durable_through: self.loaded.counter,
        }
    }

    fn arrive(&mut self, turn: &mut Turn<'a>, op: &'a Read) -> usize {
        let at = self.arrivals.len();
        let known = self.loaded.by_op.get(&op.op_id).cloned();
        let first = known.is_none();
        let mut repeats = None;
        let result = match known {
            Some(known) if known.hash == op.hash => {
                let again = self.loaded.again.entry(turn.sender.device);
                again.or_default().insert(op.op_id);
                let copy = self.repeated(op.seq, &known.first);
                repeats = known.first.here();
                copy
            }
            Some(_) => {
                let why = Quarantine::new(Reason::OpIdReused, "");
                result(op, self.number(), Err(why))
            }
            None => {
                let number = self.number();
                let applied = self.apply(turn, op, number).map(|applied| {
                    turn.touched.push((at, applied.touched));
                    applied.flags.into_iter().collect()
                });
                result(op, number, applied)
            }
        };
        if let Ok(operation) = &op.decoded {
            turn.clock.note(operation.at.shifted(turn.skew));
        }
        let arrived = Known {
            hash: op.hash.clone(),
            first: First::Here(at),
        };
        if first {
            self.loaded.by_op.insert(op.op_id, arrived.clone());
        }
        let numbered = (turn.sender.device, op.seq);
        self.loaded.by_seq.insert(numbered, arrived);
        self.arrivals.push(Arrival {
            sender: turn.sender,
            op,
            first,
            result,
            repeats,
        });
        at
    }

    fn number(&mut self) -> u64 {
        self.loaded.counter += 1;
        self.loaded.counter
    }

    fn apply(
        &mut self,
        turn: &mut Turn<'_>,
        op: &Read,
        server_seq: u64,
    ) -> Result<Applied, Quarantine> {
        let operation = op.decoded.as_ref().map_err(Clone::clone)?;
        let id = operation.intent.visit();
        self.is_free(&operation.intent, id)?;
        let Loaded {
            visits,
            sites,
            quarters,
            again,
            ..
        } = &mut self.loaded;
        let context = Context {
            op_id: op.op_id,
            author: Author {
                device: turn.sender.device,
                seq: op.seq,
                // No device can have seen a number that this server has not issued.
                base_seq: operation.base_seq.min(turn.base),
                lineage: &turn.lineage,
                again: again.entry(turn.sender.device).or_default(),
            },
            by: turn.sender.by,
            server_seq: Some(server_seq),
            skew: turn.skew,
            clock: Some(turn.clock),
            knows_site: &|site| sites.contains_key(site),
            knows_checkpoint: &|checkpoint| quarters.knows(checkpoint),
            in_open_quarter: &|moment| quarters.is_open(moment),
        };
        let applied = merge::apply(visits.entry(id).or_default(), operation, &context)?;
        turn.changed.insert(id);
        self.remember(turn, &operation.intent, id);
        Ok(applied)
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

    fn remember(&mut self, turn: &mut Turn<'_>, intent: &Intent, id: VisitId) {
        match intent {
            Intent::RecordFinding(it) => {
                self.loaded.findings.insert(it.finding, id);
            }
            Intent::AttachPhoto(it) => {
                self.loaded.photos.insert(it.photo, id);
                let file = (turn.sender.by, it.sha256.clone());
                let visit = self.loaded.visits.get_mut(&id).and_then(Option::as_mut);
                if let Some(photo) = visit.and_then(|visit| visit.photos.get_mut(&it.photo)) {
                    photo.verified = self.loaded.verified.contains(&file);
                }
            }
            Intent::CloseVisit(_) => {
                turn.ended.insert(id);
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
