//! The finding that a part of the page is about, and how it is changed.

use crate::pages::inspect::recorder::Recorder;
use crate::pages::inspect::slips::{self, said};
use crate::pages::inspect::this_visit::ThisVisit;
use domain::ids::FindingId;
use domain::inspection::Content;
use domain::sync::op::{AmendFinding, Intent, Said, WithdrawFinding};
use domain::time::Moment;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The finding that a part of the page is about, with the means to change it.
#[derive(Clone, Copy)]
pub(super) struct ThisFinding {
    pub(super) id: FindingId,
    pub(super) visit: ThisVisit,
    pub(super) recorder: Recorder,
    /// The current content; `None` once the finding was withdrawn.
    pub(super) content: Memo<Option<Content>>,
}

impl ThisFinding {
    pub(super) fn new(id: FindingId, visit: ThisVisit, recorder: Recorder) -> Self {
        let content = Memo::new(move |_| {
            recorder
                .here
                .with_visit(visit.id, |it, _| it.findings.get(&id)?.content().cloned())
                .flatten()
        });
        Self {
            id,
            visit,
            recorder,
            content,
        }
    }

    /// When the finding's visit was opened, by the device's clock.
    pub(super) fn opened(self) -> Option<Moment> {
        let here = self.recorder.here;
        here.peek_visit(self.visit.id, |visit, _| visit.opened.at)
    }

    /// The intent that applies `change`; `None` if nothing changes or the finding was withdrawn.
    pub(super) fn amendment(self, change: impl FnOnce(&mut Said)) -> Option<Intent> {
        // The row may be gone when a pause in typing ends.
        let before = said(self.content.try_get_untracked().flatten().as_ref()?);
        let mut after = before.clone();
        change(&mut after);
        let changed = after != before;
        let amend = AmendFinding {
            finding: self.id,
            visit: self.visit.id,
            said: after,
        };
        changed.then_some(Intent::AmendFinding(amend))
    }

    /// Applies `change` to the finding.
    pub(super) fn amend(self, change: impl FnOnce(&mut Said)) {
        if let Some(intent) = self.amendment(change) {
            self.recorder.record(vec![intent]);
        }
    }

    /// Withdraws the finding, and offers an undo.
    pub(super) fn take_back(self) {
        let Some(last) = self.content.get_untracked() else {
            return;
        };
        let withdraw = Intent::WithdrawFinding(WithdrawFinding {
            finding: self.id,
            visit: self.visit.id,
        });
        let undo = slips::again(self.visit.id, vec![(self.id, said(&last))]);
        let words = td_string!(self.recorder.i18n, inspect.taken_back).to_owned();
        self.recorder.record_with_undo(vec![withdraw], words, undo);
    }

    /// A part of the content, for a control that tracks it.
    pub(super) fn part<T: Clone + Send + Sync + 'static>(
        self,
        read: impl Fn(&Content) -> T + Send + Sync + 'static,
    ) -> Signal<Option<T>> {
        Signal::derive(move || self.content.with(|it| it.as_ref().map(&read)))
    }
}
