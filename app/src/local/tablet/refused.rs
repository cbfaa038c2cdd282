//! Visits that the server did not accept: their opening was quarantined. They stay in view, marked,
//! with all that was recorded in them; the server has no other visit to show instead.

use super::Tablet;
use super::refusal::Refusal;
use domain::ids::VisitId;
use domain::sync::op::{Intent, Operation};
use domain::sync::wire::OpResult;

impl Tablet {
    /// Why the server did not accept a visit that was opened here; none for all others.
    pub fn refusal(&self, visit: VisitId) -> Option<Refusal> {
        self.refused.get(&visit).copied()
    }

    /// Whether an operation with this result has a place in the view. A quarantined one has it in a
    /// visit that was refused as a whole; in any other the server's visit says what holds.
    pub(super) fn has_place(&mut self, operation: &Operation, result: Option<&OpResult>) -> bool {
        let Some((result, quarantine)) =
            result.and_then(|it| it.quarantine.as_ref().map(|q| (it, q)))
        else {
            return true;
        };
        let visit = operation.intent.visit();
        let elsewhere = self.numbers.contains_key(&visit) || self.view.contains_key(&visit);
        if matches!(operation.intent, Intent::OpenVisit(_)) && !elsewhere {
            let refusal = Refusal {
                reason: quarantine.reason,
                seq: result.seq,
            };
            self.refused.insert(visit, refusal);
        }
        self.refused.contains_key(&visit)
    }
}
