//! A visit's rows: the values that queries select by, derived from its document.

use super::Quarters;
use domain::ids::TownId;
use domain::inspection::{Content, Finding, Visit};
use domain::time::Moment;

/// The values by which queries select visits.
pub(super) struct VisitColumns {
    pub(super) quarter: String,
    pub(super) opened_ms: i64,
    pub(super) closed: bool,
    pub(super) voided: bool,
    pub(super) town_sees: bool,
    pub(super) state: &'static str,
}

/// A row of the projection of findings.
pub(super) struct FindingColumns {
    pub(super) id: String,
    pub(super) number: i64,
    pub(super) checkpoint: String,
    pub(super) indicator: String,
    pub(super) device: String,
    pub(super) recorded_by: String,
    pub(super) revision: i64,
    pub(super) state: &'static str,
    pub(super) waiting: bool,
    pub(super) reopened: bool,
    pub(super) flags: String,
    pub(super) count: i64,
    pub(super) counted_at: Moment,
    pub(super) day: String,
    pub(super) quarter: String,
    pub(super) photos: i64,
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

    pub(super) fn findings(&self, quarters: &Quarters) -> Vec<FindingColumns> {
        let one = |finding| project(self.visit, finding, quarters);
        self.visit.findings.values().map(one).collect()
    }
}

fn project(visit: &Visit, finding: &Finding, quarters: &Quarters) -> FindingColumns {
    // A finding that was withdrawn before a decision has no content. Findings of a void visit are
    // treated the same way.
    let void = visit.void().is_some();
    let content = standing(finding).filter(|_| !void);
    let count = content.map_or(0, |content| content.count);
    let counted_at = content.map_or(finding.recorded.at, |content| content.counted_at);
    let flags = finding.all_flags();
    FindingColumns {
        id: finding.id.to_string(),
        number: finding.recorded.server_seq.map_or(0, super::to_i64),
        checkpoint: finding.checkpoint.to_string(),
        indicator: finding.checkpoint.indicator().to_owned(),
        device: finding.recorded.device.to_string(),
        recorded_by: finding.recorded.by.to_string(),
        revision: finding.revision.into(),
        state: visit.state_of(finding).as_str(),
        waiting: finding.wants_review() && !void,
        reopened: finding.is_reopened(),
        flags: serde_json::to_string(&flags).unwrap_or_else(|_| "[]".into()),
        count: count.into(),
        counted_at,
        day: quarters.day(counted_at),
        quarter: quarters.of(counted_at).to_string(),
        photos: super::to_i64(visit.photos_of(finding.id).count() as u64),
    }
}

/// A finding's current content: what scores, or else what was last decided.
pub(crate) fn standing(finding: &Finding) -> Option<&Content> {
    let decided = finding.decision.as_ref().map(|decision| &decision.content);
    finding.scored_content().or(decided)
}
