//! What is assigned and not done yet, as far as this tablet knows: what it did itself offline is done,
//! though the server has not said so yet.

use super::Tablet;
use domain::ids::{SiteId, VisitId};
use domain::sync::op::Intent;
use domain::sync::wire::AssignmentRow;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Tablet {
    /// The assignments that are still to be begun, by their due date.
    pub fn assigned(&self) -> Vec<Arc<AssignmentRow>> {
        let mut left: Vec<Arc<AssignmentRow>> = self
            .assignments
            .values()
            .filter(|it| it.done_by.is_none() && !self.is_begun(&it.site))
            .cloned()
            .collect();
        left.sort_by_key(|it| (it.due.is_none(), it.due.clone(), it.id));
        // A visit does one assignment of its site and of one of its inspectors, the first that is due: the
        // server settles it by the same rule.
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

    /// A visit that was not accepted does not do what is assigned.
    fn is_begun(&self, site: &SiteId) -> bool {
        self.visits()
            .iter()
            .any(|it| it.site == *site && it.is_open() && self.refusal(it.id).is_none())
    }

    /// The visits that were handed in here, and whose assignment the server has not yet told as done.
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
