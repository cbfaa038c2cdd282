//! 标为已处理: noting how records that were not accepted were dealt with, after which they are not
//! reported any more.

use crate::api::visits::Settles;
use crate::calls::visits::settle_refused;
use crate::components::{ButtonKind, Field, Question, Sheet, Submit, Toasts, Wrong};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use leptos::prelude::*;
use leptos_i18n::td_string;

const NOTE: &str = "settle-note";

/// Settling records, after asking how they were dealt with.
#[derive(Clone, Copy)]
pub(super) struct Settling {
    i18n: I18n,
    question: Question<Settles>,
    note: RwSignal<String>,
}

impl Settling {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            question: Question::new(i18n, toasts, reload),
            note: RwSignal::new(String::new()),
        }
    }

    fn ask(self, which: Settles) {
        self.note.set(String::new());
        self.question.ask(which);
    }

    fn go(self) {
        let Some(which) = untrack(move || self.question.about()) else {
            return;
        };
        let (i18n, note) = (self.i18n, self.note.get_untracked());
        self.question.send(async move {
            let count = settle_refused(which, note).await;
            let count = count.map_err(|error| wrong(i18n, &error))?;
            Ok(fill(
                td_string!(i18n, visits.said_settled),
                &[("n", &count)],
            ))
        });
    }
}

fn wrong(i18n: I18n, error: &AppError) -> Wrong {
    let (id, words) = match error {
        AppError::Invalid { problem, .. } if problem == "required" => {
            (NOTE, td_string!(i18n, visits.settle_required).to_owned())
        }
        AppError::Invalid { .. } => (NOTE, td_string!(i18n, visits.settle_long).to_owned()),
        other => ("", error_words(i18n, other)),
    };
    vec![(id, words)]
}

/// The dialog that asks.
pub(super) fn question(it: Settling) -> AnyView {
    let i18n = it.i18n;
    let fields = move || {
        view! {
            <p class="quiet">{td_string!(i18n, visits.settle_text)}</p>
            <Field
                id=NOTE
                label=td_string!(i18n, visits.settle_note)
                hint=td_string!(i18n, visits.settle_note_hint).to_owned()
                value=it.note
                error=it.question.error(NOTE)
                testid=NOTE
            />
        }
        .into_any()
    };
    let submit = Submit {
        words: td_string!(i18n, visits.settle),
        kind: ButtonKind::Primary,
        by_button: false,
        testid: "settle-do",
    };
    view! {
        <Sheet
            open=it.question.open
            title=Signal::stored(td_string!(i18n, visits.settle_title).to_owned())
            testid="settle-sheet"
        >
            {move || it.question.form(fields(), submit, move || it.go())}
        </Sheet>
    }
    .into_any()
}

/// The button beside records, for those who may decide.
pub(super) fn button(it: Settling, decides: bool, which: Settles) -> Option<AnyView> {
    decides.then(|| {
        view! {
            <button
                type="button"
                class="button button-quiet"
                data-testid="settle"
                on:click=move |_| it.ask(which.clone())
            >
                {td_string!(it.i18n, visits.settle)}
            </button>
        }
        .into_any()
    })
}
