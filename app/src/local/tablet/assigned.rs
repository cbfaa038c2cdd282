//! Assignments that are not done yet. What this tablet handed in offline counts as done before the
//! server reports it.

use super::Tablet;
use domain::ids::{SiteId, VisitId};
use domain::sync::op::Intent;
use domain::sync::wire::AssignmentRow;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Tablet {
    /// The assignments still to be begun, by due date.
    pub fn assigned(&self) -> Vec<Arc<AssignmentRow>> {
        let mut left: Vec<Arc<AssignmentRow>> = self
            .assignments
            .values()
            .filter(|it| it.done_by.is_none() && !self.is_begun(&it.site))
            .cloned()
            .collect();
        left.sort_by_key(|it| (it.due.is_none(), it.due.clone(), it.id));
        // A visit fulfils one assignment of its site and one of its inspectors, the first that is
        // due: the server uses the same rule.
        for visit in self.handed_in_unheard() {
            let Some(visit) = self.visit(visit).filter(|it| it.void().is_none()) else {
                continue;
            };
            let mine = |it: &Arc<AssignmentRow>| {
                it.site == visit.site
                    && it.inspectors.iter().any(|id| visit.inspectors.contains(id))
            };
            if let Some(at) = left.iter().position(mine) {
                left.remove(at);
            }
        }
        left
    }

    /// A visit that was not accepted fulfils no assignment.
    fn is_begun(&self, site: &SiteId) -> bool {
        self.visits()
            .iter()
            .any(|it| it.site == *site && it.is_open() && self.refusal(it.id).is_none())
    }

    /// The visits handed in here whose assignment has not been pulled as done yet.
    fn handed_in_unheard(&self) -> BTreeSet<VisitId> {
        let unheard = self.outbox.values().filter(|entry| {
            let result = entry.result.as_ref();
            result.is_none_or(|it| it.server_seq > self.meta.seen)
        });
        unheard
            .filter_map(|entry| match entry.operation()?.intent {
                Intent::CloseVisit(it) => Some(it.visit),
                _ => None,
            })
            .filter(|visit| self.refusal(*visit).is_none())
            .collect()
    }
}
