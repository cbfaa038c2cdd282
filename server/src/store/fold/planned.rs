//! The plan, as far as visits that are handed in concern it.

use domain::ids::VisitId;
use domain::inspection::Visit;
use domain::sync::wire::AssignmentRow;
use std::collections::BTreeSet;

/// The plan for the sites of visits that are handed in.
#[derive(Debug, Default)]
pub(in crate::store) struct Assignments {
    /// What waits to be done, in the order in which it is due; and what the group has done.
    pub(in crate::store) rows: Vec<AssignmentRow>,
    /// Visits by which something was done.
    pub(in crate::store) by: BTreeSet<VisitId>,
}

impl Assignments {
    /// The first that the visit does.
    pub(super) fn done_by(&mut self, visit: &Visit) -> Option<&AssignmentRow> {
        if !self.by.insert(visit.id) {
            return None;
        }
        let done = self.rows.iter_mut().find(|it| {
            let present = |id| visit.inspectors.contains(id);
            it.done_by.is_none() && it.site == visit.site && it.inspectors.iter().any(present)
        });
        match done {
            Some(row) => {
                row.done_by = Some(visit.id);
                Some(row)
            }
            None => {
                self.by.remove(&visit.id);
                None
            }
        }
    }
}
