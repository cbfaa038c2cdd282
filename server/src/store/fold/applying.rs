//! Folding a push into its group: which operations are admitted, and what each of them does.

use super::arriving::{Arriving, Read};
use super::devices::Device;
use super::group::{Answer, Arrival, First, Fold, Known, Loaded, Outcome, Turn};
use crate::store::sync::PushAnswer;
use domain::ids::VisitId;
use domain::inspection::Flag;
use domain::inspection::heads::Author;
use domain::sync::admission::{self, Admission};
use domain::sync::clock::DeviceClock;
use domain::sync::merge::{self, Applied, Context};
use domain::sync::op::{About, Intent};
use domain::sync::wire::{Conflict, OpResult, OutcomeKind, Quarantine, Reason};
use std::collections::BTreeSet;

/// The result of an operation that arrives for the first time: its flags, or why it has no effect.
fn result(op: &Read, server_seq: u64, done: Result<Vec<Flag>, Quarantine>) -> OpResult {
    let (outcome, flags, quarantine) = match done {
        Ok(flags) => (OutcomeKind::Applied, flags, None),
        Err(why) => (OutcomeKind::Quarantined, Vec::new(), Some(why)),
    };
    OpResult {
        seq: op.seq,
        op_id: op.op_id,
        outcome,
        server_seq,
        flags,
        quarantine,
    }
}

impl<'a> Fold<'a> {
    /// Decides on a push; a conflict rejects all of it.
    pub(in crate::store) fn push(&mut self, push: &'a Arriving) {
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
                match admission::admit(op.seq, &op.hash, last, hash)
                    .map_err(PushAnswer::Conflict)?
                {
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
        let held = visits.entry(id).or_default();
        let applied = merge::apply(&mut held.visit, operation, &context)?;
        held.findings.extend(&applied.touched);
        turn.changed.insert(id);
        self.remember(turn, &operation.intent, id);
        Ok(applied)
    }

    /// Ids of findings and photos are unique in the district, not only in their visit.
    fn is_free(&self, intent: &Intent, visit: VisitId) -> Result<(), Quarantine> {
        let taken = match intent.about() {
            About::NewFinding(it) => self.loaded.findings.get(&it.finding),
            About::NewPhoto(it) => self.loaded.photos.get(&it.photo),
            About::NewVisit(_)
            | About::Visit
            | About::Checkpoint(_)
            | About::Finding(_)
            | About::Photo(_) => None,
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
                let held = self.loaded.visits.entry(id).or_default();
                held.photos.insert(it.photo);
                let visit = held.visit.as_mut();
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
