//! Completing the results of a group, and the answers to its pushes.

use super::group::{Answer, First, Fold, Outcome};
use super::twins::{Ends, Place};
use crate::store::sync::PushAnswer;
use domain::sync::wire::Pushed;
use std::collections::{BTreeMap, BTreeSet};

impl Fold<'_> {
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
