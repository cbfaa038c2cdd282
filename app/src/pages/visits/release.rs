//! 公开 of one or many 暗访, after a confirmation: a release is final.

use crate::calls::visits::release_visits;
use crate::components::{ButtonKind, Question, Sheet, Submit, Toasts};
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use domain::ids::VisitId;
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::collections::BTreeSet;

/// Releasing one or many visits.
#[derive(Clone, Copy)]
pub(super) struct Releasing {
    i18n: I18n,
    question: Question<Vec<VisitId>>,
    /// The visits marked in the list; if releasing fails, the marks remain.
    pub(super) marked: RwSignal<BTreeSet<VisitId>>,
}

impl Releasing {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            question: Question::new(i18n, toasts, reload),
            marked: RwSignal::new(BTreeSet::new()),
        }
    }

    pub(super) fn ask(self, visits: Vec<VisitId>) {
        if !visits.is_empty() {
            self.question.ask(visits);
        }
    }

    fn go(self) {
        let wanted = untrack(move || self.question.about()).unwrap_or_default();
        let i18n = self.i18n;
        self.question.send(async move {
            let all = wanted.len();
            let count = release_visits(wanted).await;
            let count = count.map_err(|error| vec![("", error_words(i18n, &error))])?;
            self.marked.try_set(BTreeSet::new());
            let left = all.saturating_sub(count as usize);
            let words = match left {
                0 => td_string!(i18n, visits.said_released),
                _ => td_string!(i18n, visits.said_released_some),
            };
            Ok(fill(words, &[("n", &count), ("left", &left)]))
        });
    }
}

/// The confirmation dialog.
pub(super) fn question(it: Releasing) -> AnyView {
    let i18n = it.i18n;
    let title = Signal::derive(move || {
        let n = it.question.about().map_or(0, |visits| visits.len());
        fill(td_string!(i18n, visits.release_title), &[("n", &n)])
    });
    let submit = Submit {
        words: td_string!(i18n, visits.release),
        kind: ButtonKind::Primary,
        by_button: true,
        testid: "release-do",
    };
    view! {
        <Sheet open=it.question.open title testid="release-sheet">
            {move || {
                let text = view! { <p>{td_string!(i18n, visits.release_text)}</p> };
                it.question.form(text.into_any(), submit, move || it.go())
            }}
        </Sheet>
    }
    .into_any()
}
