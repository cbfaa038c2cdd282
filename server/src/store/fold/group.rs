//! A group of pushes while it is folded: what was loaded, what arrives, and what changes.

use super::arriving::{Read, Sender};
use super::devices::Devices;
use super::planned::Assignments;
use super::twins::Twins;
use crate::store::quarters::Quarters;
use crate::store::sync::PushAnswer;
use domain::ids::{DeviceId, FindingId, OpId, PhotoId, SiteId, TownId, UserId, VisitId};
use domain::inspection::{Flag, Lineage, Visit};
use domain::sync::clock::DeviceClock;
use domain::sync::wire::{OpResult, OutcomeKind, QuarantineRow, SiteRow};
use domain::time::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// An operation that has already arrived.
#[derive(Debug, Clone)]
pub(in crate::store) struct Known {
    pub(in crate::store) hash: String,
    pub(in crate::store) first: First,
}

/// The first result of an operation.
#[derive(Debug, Clone)]
pub(in crate::store) enum First {
    /// As stored.
    Stored(OpResult),
    /// That of this arrival of the group, which may still get a flag.
    Here(usize),
}

impl First {
    /// The arrival of the group.
    pub(super) fn here(&self) -> Option<usize> {
        match self {
            Self::Stored(_) => None,
            Self::Here(at) => Some(*at),
        }
    }
}

/// What happened to an operation of a push.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is this arrival.
    New(usize),
    /// It had arrived before under this number.
    Again(u64, First),
}

/// What is answered to a push.
#[derive(Debug)]
pub(super) enum Answer {
    Refused(PushAnswer),
    Pushed {
        results: Vec<Outcome>,
        durable_through: u64,
    },
}

/// What the store has loaded for a group of pushes.
#[derive(Debug, Default)]
pub(in crate::store) struct Loaded {
    pub(in crate::store) epoch: String,
    /// The district's counter.
    pub(in crate::store) counter: u64,
    pub(in crate::store) quarters: Quarters,
    /// The devices of the pushes with all their predecessors.
    pub(in crate::store) devices: Devices,
    /// Operations already stored for the devices under the pushes' numbers.
    pub(in crate::store) by_seq: HashMap<(DeviceId, u64), Known>,
    /// Operations of any device already stored under the pushes' operation ids.
    pub(in crate::store) by_op: HashMap<OpId, Known>,
    /// The predecessors' operations that each device has sent again.
    pub(in crate::store) again: HashMap<DeviceId, BTreeSet<OpId>>,
    /// The visits that the pushes touch.
    pub(in crate::store) visits: BTreeMap<VisitId, Held>,
    /// The existing visits of the findings and photos that the pushes add.
    pub(in crate::store) findings: HashMap<FindingId, VisitId>,
    pub(in crate::store) photos: HashMap<PhotoId, VisitId>,
    /// Hashes of files that their people have already uploaded.
    pub(in crate::store) verified: BTreeSet<(UserId, String)>,
    /// The sites of new visits, and of those that are handed in.
    pub(in crate::store) sites: BTreeMap<SiteId, SiteRow>,
    /// The plan for the sites of visits that are handed in.
    pub(in crate::store) assignments: Assignments,
}

/// A visit that pushes touch.
#[derive(Debug, Default)]
pub(in crate::store) struct Held {
    /// None where there is no such visit yet.
    pub(in crate::store) visit: Option<Visit>,
    /// Its town, if it is stored, and whether it was void then.
    pub(in crate::store) town: Option<TownId>,
    pub(in crate::store) void: bool,
    /// The findings that changed, and the photos that are new.
    pub(in crate::store) findings: BTreeSet<FindingId>,
    pub(in crate::store) photos: BTreeSet<PhotoId>,
}

/// A thing with a row in the feed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) enum Told {
    Visit(VisitId),
    Site(SiteId),
    Assignment(Uuid),
    Quarantine(OpId),
}

/// An operation to store.
#[derive(Debug)]
pub(in crate::store) struct Arrival<'a> {
    pub(in crate::store) sender: &'a Sender,
    pub(in crate::store) op: &'a Read,
    /// Whether the id arrives for the first time; otherwise it is a renumbered copy, or the id is
    /// reused.
    pub(in crate::store) first: bool,
    pub(in crate::store) result: OpResult,
    /// The earlier arrival of the group that this one repeats.
    pub(super) repeats: Option<usize>,
}

/// The store's data while pushes are folded into it.
pub(in crate::store) struct Fold<'a> {
    pub(in crate::store) loaded: Loaded,
    /// The operations to store. An index into them never leaves this module, nor do they shrink.
    pub(in crate::store) arrivals: Vec<Arrival<'a>>,
    /// The changed things that pulls return, each with its latest number.
    pub(in crate::store) told: BTreeMap<Told, u64>,
    /// Operations without effect, and who is told of each.
    pub(in crate::store) refused: BTreeMap<OpId, (UserId, QuarantineRow)>,
    pub(super) twins: Twins,
    pub(super) answers: Vec<Answer>,
}

/// One push while it is folded.
pub(super) struct Turn<'a> {
    pub(super) sender: &'a Sender,
    pub(super) skew: Span,
    pub(super) clock: DeviceClock,
    pub(super) lineage: Lineage,
    /// The district's counter before the push.
    pub(super) base: u64,
    /// The visits that changed, and those that were handed in.
    pub(super) changed: BTreeSet<VisitId>,
    pub(super) ended: BTreeSet<VisitId>,
    /// The findings that each arrival changed.
    pub(super) touched: Vec<(usize, BTreeSet<FindingId>)>,
}

/// Repeats a first result under the number that the operation has now.
fn again(seq: u64, first: OpResult) -> OpResult {
    OpResult {
        seq,
        outcome: OutcomeKind::Duplicate,
        ..first
    }
}

impl Fold<'_> {
    pub(in crate::store) fn new(loaded: Loaded) -> Self {
        let mut twins = Twins::default();
        for visit in loaded.visits.values().filter_map(|it| it.visit.as_ref()) {
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

    /// The district's next number.
    pub(super) fn number(&mut self) -> u64 {
        self.loaded.counter += 1;
        self.loaded.counter
    }

    /// The result of an operation that repeats another. If that one is of the same group, its
    /// flags are not complete yet; [`Fold::finish`] completes both.
    pub(super) fn repeated(&self, seq: u64, first: &First) -> OpResult {
        match first {
            First::Stored(first) => again(seq, first.clone()),
            First::Here(at) => again(seq, self.arrivals[*at].result.clone()),
        }
    }

    pub(super) fn flag_twin(&mut self, at: usize) {
        let flags = &mut self.arrivals[at].result.flags;
        flags.push(Flag::PossibleDuplicate);
    }
}
