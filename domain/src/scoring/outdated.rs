//! Facts that were right when entered but contradict the findings now. A finding may be confirmed
//! despite a judgement of 0; one that a record names may be withdrawn.

use super::case::Case;
use super::finding::{Basis, Status};
use super::hashing::{Map, Set};

/// Facts, by their index in the case, that prevent scoring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outdated {
    /// Judgements of 0 in rows that have findings now: without them the row is pending again.
    pub judged: Vec<usize>,
    /// Records whose finding is gone: they count, but price no finding.
    pub unpriced: Vec<usize>,
}

impl Case<'_> {
    /// The facts that the findings of the case have made outdated.
    pub fn outdated(&self) -> Outdated {
        let towns: Map<&str, &str> = self
            .findings
            .iter()
            .map(|it| (it.id.as_ref(), it.town.as_ref()))
            .collect();
        let (mut outdated, mut moved) = (Outdated::default(), Set::default());
        for (index, fact) in self.facts.iter().enumerate() {
            let Some(id) = fact.finding.as_deref() else {
                continue;
            };
            if towns.get(id) != Some(&fact.town.as_ref()) {
                outdated.unpriced.push(index);
            } else if fact.status == Some(Status::Confirmed) {
                moved.insert(id);
            }
        }
        let mut found = Set::default();
        for it in &self.findings {
            if it.counts(Basis::Confirmed)
                && !moved.contains(it.id.as_ref())
                && let Some((row, _)) = it.checkpoint.split_once('/')
            {
                found.insert((it.town.as_ref(), row));
            }
        }
        for (index, fact) in self.facts.iter().enumerate() {
            let nothing = fact.judgement.is_some_and(|points| points.is_zero());
            let row = fact.indicator.as_deref().unwrap_or_default();
            if nothing && found.contains(&(fact.town.as_ref(), row)) {
                outdated.judged.push(index);
            }
        }
        outdated
    }
}
