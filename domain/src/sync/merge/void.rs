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

    /// Whether the operation may contest earlier attempts to void the visit: few visits have any,
    /// and only these need to be compared with what they were.
    pub(super) fn may_bring_back(&self, visit: &Visit) -> bool {
        let records = !matches!(
            self.op.intent,
            Intent::VoidVisit(_) | Intent::ResumeVisit(_)
        );
        records && !visit.voided.is_empty()
    }

    /// Contests earlier attempts to void the visit when more is recorded in it. A replayed
    /// operation that was applied before changes nothing.
    pub(super) fn bring_back(&mut self, before: &Visit, visit: &mut Visit) {
        if visit == before {
            return;
        }
        visit.contest();
        if before.void().is_some() {
            self.flags.insert(Flag::Concurrent);
        }
    }
}
