//! 作废: a visit that was begun by mistake is given up. It stays on the record, whole, and has no
//! effect.
//!
//! Findings only add: a visit is void only where whoever gave it up knew all that stands in it. What
//! another tablet records besides, before or after, brings it back, and so do its handing in and a
//! supervisor's decision. The void stays in sight then, so that its author can give it up again.

use crate::inspection::finding::{Finding, FindingState};
use crate::inspection::heads::{Stamp, Stamped};
use crate::inspection::visit::Visit;
use crate::inspection::voiding::Voiding;

impl Visit {
    /// What makes the visit void, if it is: who gave it up, when, and why.
    pub fn void(&self) -> Option<&Stamped<Voiding>> {
        let goes_on = self.closing().is_some()
            || self.findings.values().any(|it| it.decision.is_some())
            || self.voided.iter().any(|it| it.value.reason.is_none());
        if goes_on {
            return None;
        }
        let stands = |it: &&Stamped<Voiding>| it.value.reason.is_some() && !it.value.contested;
        self.voided.iter().find(stands)
    }

    /// That somebody gave the visit up, without effect: it goes on all the same.
    pub fn void_without_effect(&self) -> Option<&Stamped<Voiding>> {
        if self.void().is_some() {
            return None;
        }
        self.voided.iter().find(|it| it.value.reason.is_some())
    }

    /// Where one of its findings stands: in a void visit each is as if it had been taken back.
    pub fn state_of(&self, finding: &Finding) -> FindingState {
        if self.void().is_some() {
            FindingState::Withdrawn
        } else {
            finding.state()
        }
    }

    /// The writings that stand in it, but for the opening and what is said of giving it up.
    pub fn stamps(&self) -> impl Iterator<Item = &Stamp> {
        let answers = self.answers.values().flat_map(|it| it.iter());
        let findings = self.findings.values().flat_map(|it| it.heads.iter());
        let withdrawn = self.photos.values().flat_map(|it| it.withdrawn.iter());
        answers
            .map(|it| &it.stamp)
            .chain(findings.map(|it| &it.stamp))
            .chain(self.photos.values().map(|it| &it.stamp))
            .chain(withdrawn.map(|it| &it.stamp))
            .chain(self.closings.iter().map(|it| &it.stamp))
    }

    /// Something was recorded that no void so far took into account.
    pub(crate) fn contest(&mut self) {
        for voiding in self.voided.values_mut() {
            voiding.contested = voiding.reason.is_some();
        }
    }
}
