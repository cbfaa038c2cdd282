//! Giving a visit up, and what brings it back: see [`crate::inspection::void`].

use super::{MAX_NOTE, Work};
use crate::inspection::{Flag, Visit, Voiding};
use crate::sync::op::Intent;
use crate::sync::wire::{Quarantine, Reason};

impl Work<'_> {
    /// Gives the visit up, or (without a reason) takes that back.
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

    /// A visit in which more is recorded than was known when it was given up is not void. What was
    /// applied before and is replayed changes nothing.
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
