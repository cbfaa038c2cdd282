//! A finding as it counts: the only way from a visit to the scorer.

use super::{FinderLevel, Finding, FindingState, Visit};
use crate::scoring;
use crate::table::Table;
use crate::time::Moment;
use std::borrow::Cow;

/// A finding as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The finding.
    pub id: String,
    /// The site.
    pub site: String,
    /// The visit.
    pub visit: String,
    /// The checkpoint.
    pub checkpoint: String,
    /// How many (people, windows).
    pub count: u32,
    /// When it was seen, corrected by the clock's skew: this time counts.
    pub counted_at: Moment,
    /// Its state.
    pub state: FindingState,
    /// Who found it, if the table prices the checkpoint by finder.
    pub finder: Option<FinderLevel>,
}

impl Counted {
    /// A finding of a visit, scored by `table`; `None` if the finding is withdrawn, its visit is
    /// void, or the table does not have its checkpoint.
    pub fn of(visit: &Visit, finding: &Finding, table: &Table) -> Option<Self> {
        let (_, checkpoint) = table.checkpoint(&finding.checkpoint)?;
        let state = visit.state_of(finding);
        let content = finding.scored_content();
        let content = content.filter(|_| state != FindingState::Withdrawn)?;
        Some(Self {
            id: finding.id.to_string(),
            site: visit.site.to_string(),
            visit: visit.id.to_string(),
            checkpoint: finding.checkpoint.to_string(),
            count: content.count,
            counted_at: content.counted_at,
            state,
            finder: checkpoint.is_priced_by_finder().then_some(visit.how.finder),
        })
    }

    /// The finding for the scorer; `town` is the town of its site.
    pub fn scored<'a>(&'a self, town: &'a str) -> scoring::Finding<'a> {
        scoring::Finding {
            id: Cow::Borrowed(&self.id),
            town: Cow::Borrowed(town),
            site: Cow::Borrowed(&self.site),
            visit: Cow::Borrowed(&self.visit),
            observed_at: self.counted_at,
            checkpoint: Cow::Borrowed(&self.checkpoint),
            count: self.count,
            status: self.state.scoring(),
            finder: self.finder,
            moved: false,
        }
    }
}
