//! 作废: a visit begun by mistake becomes void. It stays on record, complete, and has no effect.
//!
//! Nothing recorded may be lost: a visit becomes void only if the person who voids it knew
//! everything in it. Anything that another tablet records, before or after, revives the visit; so
//! do handing it in and a supervisor's decision. The attempt to void it stays visible, so that its
//! author can repeat it.

use crate::inspection::finding::{Finding, FindingState};
use crate::inspection::heads::{Stamp, Stamped};
use crate::inspection::visit::Visit;
use crate::inspection::voiding::Voiding;

impl Visit {
    /// The operation that made the visit void, if it is void: who, when, and why.
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

    /// An attempt to void the visit that had no effect, if there is one.
    pub fn void_without_effect(&self) -> Option<&Stamped<Voiding>> {
        if self.void().is_some() {
            return None;
        }
        self.voided.iter().find(|it| it.value.reason.is_some())
    }

    /// The state of one of its findings: in a void visit every finding counts as withdrawn.
    pub fn state_of(&self, finding: &Finding) -> FindingState {
        if self.void().is_some() {
            FindingState::Withdrawn
        } else {
            finding.state()
        }
    }

    /// The stamps of everything written in it, except the opening and the attempts to void or
    /// resume it.
    pub fn stamps(&self) -> impl Iterator<Item = &Stamp> {
        // Every field is named, so that a new one is not forgotten here.
        let Self {
            answers,
            findings,
            photos,
            closings,
            id: _,
            site: _,
            how: _,
            inspectors: _,
            opened: _,
            opened_at: _,
            voided: _,
            released: _,
        } = self;
        let answers = answers.values().flat_map(|it| it.iter());
        let findings = findings.values().flat_map(|it| it.heads.iter());
        let withdrawn = photos.values().flat_map(|it| it.withdrawn.iter());
        answers
            .map(|it| &it.stamp)
            .chain(findings.map(|it| &it.stamp))
            .chain(photos.values().map(|it| &it.stamp))
            .chain(withdrawn.map(|it| &it.stamp))
            .chain(closings.iter().map(|it| &it.stamp))
    }

    /// Marks all attempts to void the visit as contested: something was recorded that their authors
    /// did not know.
    pub(crate) fn contest(&mut self) {
        for voiding in self.voided.values_mut() {
            voiding.contested = voiding.reason.is_some();
        }
    }
}
