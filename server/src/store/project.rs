//! A visit's rows: the values that queries select by, derived from its document.

use super::Quarters;
use domain::ids::{FindingId, TownId};
use domain::inspection::{Content, Finding, FindingState, Visit};
use domain::time::Moment;
use serde::Serialize;

/// The values by which queries select visits.
pub(super) struct VisitColumns {
    pub(super) quarter: String,
    pub(super) opened_ms: i64,
    pub(super) closed: bool,
    pub(super) voided: bool,
    pub(super) town_sees: bool,
    pub(super) state: &'static str,
}

/// What a row of the projection of findings shows of its finding; the rest never changes.
#[derive(Serialize)]
pub(super) struct FindingColumns {
    pub(super) revision: u32,
    pub(super) state: &'static str,
    pub(super) waiting: bool,
    pub(super) reopened: bool,
    pub(super) flags: String,
    pub(super) count: u32,
    pub(super) counted_at: Moment,
    pub(super) day: String,
    pub(super) quarter: String,
    pub(super) photos: usize,
}

/// A visit with the town in which it was made.
pub(super) struct Whole<'a> {
    pub(super) visit: &'a Visit,
    pub(super) town: &'a TownId,
}

impl Whole<'_> {
    pub(super) fn columns(&self, quarters: &Quarters) -> VisitColumns {
        VisitColumns {
            quarter: quarters.of(self.visit.opened_at).to_string(),
            opened_ms: self.visit.opened_at.timestamp().as_millisecond(),
            closed: self.visit.closing().is_some(),
            voided: self.visit.void().is_some(),
            town_sees: self.visit.is_open_to_town(),
            state: self.visit.state().as_str(),
        }
    }

    /// The rows of those findings that are `wanted`.
    pub(super) fn findings(
        &self,
        quarters: &Quarters,
        wanted: impl Fn(FindingId) -> bool,
    ) -> impl Iterator<Item = (&Finding, FindingColumns)> {
        let findings = states(self.visit).filter(move |(it, _)| wanted(it.id));
        findings.map(|(it, state)| (it, project(self.visit, it, state, quarters)))
    }
}

/// The findings of a visit, each with its state ([`Visit::state_of`]): whether the visit is void,
/// which depends on all of them, is asked once.
pub(super) fn states(visit: &Visit) -> impl Iterator<Item = (&Finding, State)> {
    let void = visit.void().is_some();
    let findings = visit.findings.values();
    findings.map(move |it| {
        let of = if void {
            FindingState::Withdrawn
        } else {
            it.state()
        };
        (it, State { void, of })
    })
}

/// The state of a finding.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) of: FindingState,
    /// Whether its visit is void.
    void: bool,
}

fn project(visit: &Visit, finding: &Finding, state: State, quarters: &Quarters) -> FindingColumns {
    // A finding that was withdrawn before a decision has no content. Findings of a void visit are
    // treated the same way.
    let State { of: state, void } = state;
    let content = standing(finding).filter(|_| !void);
    let count = content.map_or(0, |content| content.count);
    let counted_at = content.map_or(finding.recorded.at, |content| content.counted_at);
    let flags = finding.all_flags();
    FindingColumns {
        revision: finding.revision,
        state: state.as_str(),
        waiting: finding.wants_review() && !void,
        reopened: finding.is_reopened(),
        flags: serde_json::to_string(&flags).unwrap_or_else(|_| "[]".into()),
        count,
        counted_at,
        day: quarters.day(counted_at),
        quarter: quarters.of(counted_at).to_string(),
        photos: visit.photos_of(finding.id).count(),
    }
}

/// A finding's current content: what scores, or else what was last decided.
pub(crate) fn standing(finding: &Finding) -> Option<&Content> {
    let decided = finding.decision.as_ref().map(|decision| &decision.content);
    finding.scored_content().or(decided)
}
