//! Voiding a visit, and what revives it: see [`crate::inspection::void`].

use super::{MAX_NOTE, Work};
use crate::inspection::{Flag, Visit, Voiding};
use crate::sync::op::Intent;
use crate::sync::wire::{Quarantine, Reason};

impl Work<'_> {
    /// Voids the visit, or without a reason resumes it.
    pub(super) fn void(
        &mut self,
        visit: &mut Visit,
        reason: Option<&String>,
    ) -> Result<(), Quarantine> {
        let unfit = |words: &&String| words.trim().is_empty() || words.chars().count() > MAX_NOTE;
        if reason.is_some_and(|words| unfit(&words)) {
            return Err(Quarantine::new(Reason::OutOfRange, "reason"));
        }
        let author = &self.cx.author;
        let unknown = visit.stamps().any(|stamp| !author.saw(stamp));
        let voiding = Voiding {
            reason: reason.cloned(),
            contested: reason.is_some() && unknown,
        };
        let contested = voiding.contested;
        if visit.voided.write(author, voiding, self.stamp()) || contested {
            self.flags.insert(Flag::Concurrent);
        }
        Ok(())
    }

    /// Contests earlier attempts to void the visit when more is recorded in it. A replayed
    /// operation that was applied before changes nothing.
    pub(super) fn bring_back(&mut self, before: &Visit, visit: &mut Visit) {
        let records = !matches!(
            self.op.intent,
            Intent::VoidVisit(_) | Intent::ResumeVisit(_)
        );
        if visit.voided.is_empty() || !records || visit == before {
            return;
        }
        visit.contest();
        if before.void().is_some() {
            self.flags.insert(Flag::Concurrent);
        }
    }
}
