//! Visits that the server did not accept because their opening was quarantined. They stay in view,
//! marked, with everything recorded in them: the server has no version to show instead.

use super::Tablet;
use super::refusal::OpRefusal;
use domain::ids::VisitId;
use domain::sync::op::{Intent, Operation};
use domain::sync::wire::OpResult;

impl Tablet {
    /// Why the server did not accept a visit opened here; `None` for all others.
    pub fn refusal(&self, visit: VisitId) -> Option<OpRefusal> {
        self.refused.get(&visit).copied()
    }

    /// Whether an operation with this result belongs in the view. A quarantined one belongs only in
    /// a visit that was refused as a whole; for any other visit the server's version holds.
    pub(super) fn has_place(&mut self, operation: &Operation, result: Option<&OpResult>) -> bool {
        let Some((result, quarantine)) =
            result.and_then(|it| it.quarantine.as_ref().map(|q| (it, q)))
        else {
            return true;
        };
        let visit = operation.intent.visit();
        let elsewhere = self.numbers.contains_key(&visit) || self.view.contains_key(&visit);
        if matches!(operation.intent, Intent::OpenVisit(_)) && !elsewhere {
            let refusal = OpRefusal {
                reason: quarantine.reason,
                seq: result.seq,
            };
            self.refused.insert(visit, refusal);
        }
        self.refused.contains_key(&visit)
    }
}
