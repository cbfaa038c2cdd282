//! What a town may know, decided in this one place before anything is scored or set aside: nothing of a visit before
//! it is handed in, and nothing of a 暗访 before it is released, nor of what rests on those alone; of results that
//! are public the reasons of what counts.

use super::State;
use crate::ids::FindingId;
use crate::inspection::{Decision, FindingState, ScoringStatus, Verdict, Visit};
use crate::scoring::RawFact;
use crate::table::Family;
use std::collections::{BTreeSet, HashSet};

/// What is hidden of a town, or of all.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    /// Findings of visits that are not open to towns.
    hidden: HashSet<String>,
    /// Those that count in results that are public.
    public: BTreeSet<String>,
}

impl Sight {
    /// With these findings hidden, and nothing public.
    pub fn without(hidden: impl IntoIterator<Item = String>) -> Self {
        Self {
            hidden: hidden.into_iter().collect(),
            public: BTreeSet::new(),
        }
    }

    /// Opens it to what counts in a result that is public.
    pub fn open<'f>(&mut self, findings: impl IntoIterator<Item = (&'f str, FindingState)>) {
        let counts = findings.into_iter().filter(|(_, state)| counts(*state));
        self.public.extend(counts.map(|(id, _)| id.to_owned()));
    }

    /// Whether a finding may be known.
    pub fn knows(&self, finding: &str) -> bool {
        self.public.contains(finding) || !self.hidden.contains(finding)
    }

    /// Whether a finding of a quarter may be known: of the town's own what it may know, of other towns only what
    /// public totals are made of.
    pub fn knows_in_quarter(
        &self,
        (finding, state): (&str, FindingState),
        is_own: bool,
        is_published: bool,
    ) -> bool {
        match is_own {
            true => self.knows(finding),
            false => is_published && counts(state),
        }
    }

    /// Whether something that rests on these findings is held back: it rests on no other.
    pub fn holds_back(&self, findings: &[String]) -> bool {
        !findings.is_empty() && !findings.iter().any(|id| self.knows(id))
    }

    /// Whether a fact rests on hidden findings alone: a record that prices one or did, a judgement, or what is
    /// waived instead, that was entered when there were no others. A judgement of 0 rests on none.
    pub fn holds_back_fact(&self, fact: &RawFact<'_>, rests_on: &[String]) -> bool {
        let prices = fact.finding.as_deref().is_some_and(|id| !self.knows(id));
        let clears = fact.judgement.is_some_and(|points| points.is_zero());
        prices || (!clears && self.holds_back(rests_on))
    }

    /// The findings of a visit whose decision may not be known, for it names a hidden one: the decision before it
    /// stands for the town.
    pub fn doubted<'v>(&'v self, visit: &'v Visit) -> impl Iterator<Item = FindingId> + 'v {
        let findings = visit.findings.values();
        let doubted = findings.filter(|finding| {
            let decision = finding.decision.as_ref();
            decision.is_some_and(|it| !self.stands(it))
        });
        doubted.map(|finding| finding.id)
    }

    /// The newest of these decisions, which come newest first, that may be known.
    pub fn newest(&self, decisions: impl IntoIterator<Item = Decision>) -> Option<Decision> {
        decisions.into_iter().find(|it| self.stands(it))
    }

    /// What of a visit may be known; nothing where the visit itself may not. No answer is shown to a town.
    pub fn visit(&self, mut visit: Visit) -> Option<Visit> {
        if !visit.is_open_to_town() {
            visit
                .findings
                .retain(|id, _| self.public.contains(&id.to_string()));
            if visit.findings.is_empty() {
                return None;
            }
        }
        let findings = &visit.findings;
        visit.photos.retain(|_, photo| {
            let shown = photo.finding.and_then(|id| findings.get(&id));
            shown.is_some_and(|it| {
                it.state().scoring() != ScoringStatus::Rejected
                    || self.public.contains(&it.id.to_string())
            })
        });
        visit.answers.clear();
        Some(visit)
    }

    /// Whether a decision may be known: it may name another finding.
    fn stands(&self, decision: &Decision) -> bool {
        match decision.verdict {
            Verdict::Merged { into } => self.knows(&into.to_string()),
            Verdict::Confirmed | Verdict::Rejected | Verdict::Returned => true,
        }
    }
}

/// Whether what another town has in a row may be known before results are public: the place in a ranked row is made
/// of what all towns have in it, and from 初评 on its points show.
pub fn shows_of_others(state: State, family: Option<Family>) -> bool {
    state != State::Open && family == Some(Family::Rank)
}

fn counts(state: FindingState) -> bool {
    state.scoring() == ScoringStatus::Confirmed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(all: &[&str]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_rests_on_hidden_findings_alone_is_held_back_until_they_are_public() {
        let mut sight = Sight::without(ids(&["h1", "h2"]));
        let judged = |points: &str| RawFact {
            judgement: points.parse().ok(),
            ..RawFact::blank("luocun")
        };
        for (rests_on, held) in [
            (&["h1"][..], true),
            (&["h1", "h2"], true),
            (&["h1", "known"], false),
            (&[], false),
        ] {
            assert_eq!(sight.holds_back_fact(&judged("3"), &ids(rests_on)), held);
            // A judgement of 0 rests on nothing that was found.
            assert!(!sight.holds_back_fact(&judged("0"), &ids(rests_on)));
        }
        let priced = RawFact {
            finding: Some("h2".into()),
            ..RawFact::blank("luocun")
        };
        assert!(sight.holds_back_fact(&priced, &[]));
        let states = [
            ("h1", FindingState::Rejected),
            ("h2", FindingState::Confirmed),
        ];
        sight.open(states);
        assert!(!sight.knows("h1") && sight.knows("h2") && sight.knows("known"));
        assert!(!sight.holds_back_fact(&priced, &[]));
    }

    #[test]
    fn of_other_towns_only_what_public_totals_are_made_of() {
        let sight = Sight::without(ids(&["h1"]));
        let (counts, waits) = (FindingState::Confirmed, FindingState::Recorded);
        for (finding, own, published, known) in [
            (("h1", counts), true, false, false),
            (("f1", waits), true, false, true),
            (("f1", counts), false, false, false),
            (("f1", counts), false, true, true),
            (("f1", waits), false, true, false),
        ] {
            assert_eq!(
                sight.knows_in_quarter(finding, own, published),
                known,
                "{finding:?}"
            );
        }
        assert!(!shows_of_others(State::Open, Some(Family::Rank)));
        assert!(shows_of_others(State::Closed, Some(Family::Rank)));
        assert!(!shows_of_others(State::Closed, Some(Family::Tier)));
    }
}
