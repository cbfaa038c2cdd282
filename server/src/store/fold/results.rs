//! The results of operations. They are complete only when the whole group is folded.

use super::{Ends, Fold, Place, Read};
use crate::store::PushAnswer;
use domain::inspection::Flag;
use domain::sync::wire::{OpResult, OutcomeKind, Pushed, Quarantine};
use std::collections::{BTreeMap, BTreeSet};

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

/// The result of an operation that arrives for the first time: its flags, or why it has no effect.
pub(super) fn result(op: &Read, server_seq: u64, done: Result<Vec<Flag>, Quarantine>) -> OpResult {
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

/// Repeats a first result under the number that the operation has now.
fn again(seq: u64, first: OpResult) -> OpResult {
    OpResult {
        seq,
        outcome: OutcomeKind::Duplicate,
        ..first
    }
}

impl Fold<'_> {
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

    /// The places for which it matters whether findings outside the group's visits lie there too.
    pub(in crate::store) fn doubts(&self) -> BTreeSet<&Place> {
        self.twins.doubts()
    }

    /// Completes the results by what lies outside the group's visits, and returns the answers in
    /// the order of the pushes.
    pub(in crate::store) fn finish(
        &mut self,
        elsewhere: &BTreeMap<Place, Ends>,
    ) -> Vec<PushAnswer> {
        for at in self.twins.resolved(elsewhere) {
            self.flag_twin(at);
        }
        // What an arrival repeats lies before it, and is complete by now.
        for at in 0..self.arrivals.len() {
            if let Some(earlier) = self.arrivals[at].repeats {
                let seq = self.arrivals[at].op.seq;
                self.arrivals[at].result = self.repeated(seq, &First::Here(earlier));
            }
        }
        let answers = std::mem::take(&mut self.answers);
        answers.into_iter().map(|it| self.answer(it)).collect()
    }

    fn answer(&self, answer: Answer) -> PushAnswer {
        let (results, durable_through) = match answer {
            Answer::Refused(refused) => return refused,
            Answer::Pushed {
                results,
                durable_through,
            } => (results, durable_through),
        };
        let result = |outcome| match outcome {
            Outcome::New(at) => self.arrivals[at].result.clone(),
            Outcome::Again(seq, first) => self.repeated(seq, &first),
        };
        PushAnswer::Pushed(Pushed {
            results: results.into_iter().map(result).collect(),
            durable_through,
        })
    }
}
