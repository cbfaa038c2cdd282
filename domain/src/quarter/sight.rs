//! What a town may see; decided only here, before anything is scored or hidden. A town sees nothing
//! of a visit before it is handed in, nothing of a 暗访 before its release, and no fact that rests
//! on hidden findings alone. Once results are published, it sees the findings that count in them.

use super::State;
use crate::ids::FindingId;
use crate::inspection::{Decision, FindingState, ScoringStatus, Verdict, Visit};
use crate::scoring::RawFact;
use crate::table::Family;
use std::collections::{BTreeSet, HashSet};

/// What a town, or every town, may see.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    /// Findings of visits that their town may not see yet.
    hidden: HashSet<String>,
    /// Findings that count in published results; these are visible in any case.
    public: BTreeSet<String>,
}

impl Sight {
    /// Hides these findings; nothing is public.
    pub fn without(hidden: impl IntoIterator<Item = String>) -> Self {
        Self {
            hidden: hidden.into_iter().collect(),
            public: BTreeSet::new(),
        }
    }

    /// Makes the findings that count in a published result visible.
    pub fn open<'f>(&mut self, findings: impl IntoIterator<Item = (&'f str, FindingState)>) {
        let counts = findings.into_iter().filter(|(_, state)| counts(*state));
        self.public.extend(counts.map(|(id, _)| id.to_owned()));
    }

    /// Whether a finding is visible.
    pub fn knows(&self, finding: &str) -> bool {
        self.public.contains(finding) || !self.hidden.contains(finding)
    }

    /// Whether a finding of a quarter is visible. Of its own findings a town sees those that are
    /// not hidden; of other towns' findings those that count, once the quarter is published.
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

    /// Whether something that rests on these findings stays hidden: there are some, and all are
    /// hidden.
    pub fn holds_back(&self, findings: &[String]) -> bool {
        !findings.is_empty() && !findings.iter().any(|id| self.knows(id))
    }

    /// Whether a fact stays hidden: it prices a hidden finding, or all findings in `rests_on` are
    /// hidden. `rests_on` lists the findings that its row had when it was entered. A judgement of 0
    /// rests on no finding.
    pub fn holds_back_fact(&self, fact: &RawFact<'_>, rests_on: &[String]) -> bool {
        let prices = fact.finding.as_deref().is_some_and(|id| !self.knows(id));
        let clears = fact.judgement.is_some_and(|points| points.is_zero());
        prices || (!clears && self.holds_back(rests_on))
    }

    /// The findings of a visit whose latest decision stays hidden, because it names a hidden
    /// finding. The town sees the decision before.
    pub fn doubted<'v>(&'v self, visit: &'v Visit) -> impl Iterator<Item = FindingId> + 'v {
        let findings = visit.findings.values();
        let doubted = findings.filter(|finding| {
            let decision = finding.decision.as_ref();
            decision.is_some_and(|it| !self.stands(it))
        });
        doubted.map(|finding| finding.id)
    }

    /// The newest visible decision; `decisions` are ordered from the newest.
    pub fn newest(&self, decisions: impl IntoIterator<Item = Decision>) -> Option<Decision> {
        decisions.into_iter().find(|it| self.stands(it))
    }

    /// The visible part of a visit; `None` if the visit is hidden. Towns never see answers.
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

    /// Whether a decision is visible: a merging one names another finding, which may be hidden.
    fn stands(&self, decision: &Decision) -> bool {
        match decision.verdict {
            Verdict::Merged { into } => self.knows(&into.to_string()),
            Verdict::Confirmed | Verdict::Rejected | Verdict::Returned => true,
        }
    }
}

/// Whether a town may see what another town has in a row before results are published: only ranked
/// rows from 初评 on. Their points show then, and a place there depends on all towns.
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
            // A judgement of 0 rests on no finding.
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
