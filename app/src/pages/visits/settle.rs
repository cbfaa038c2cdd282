//! 标为已处理: somebody says how records that were not accepted were dealt with, and they are told of no more.

use crate::api::visits::{Settles, settle_refused};
use crate::components::{Button, ButtonKind, Field, Sheet, Toasts, error_of};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

const NOTE: &str = "settle-note";

/// Dealing with records, after a question how.
#[derive(Clone, Copy)]
pub(super) struct Settling {
    i18n: I18n,
    toasts: Toasts,
    reload: Callback<()>,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    which: RwSignal<Option<Settles>>,
    note: RwSignal<String>,
    errors: RwSignal<Vec<(&'static str, String)>>,
}

impl Settling {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            toasts,
            reload,
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            which: RwSignal::new(None),
            note: RwSignal::new(String::new()),
            errors: RwSignal::new(Vec::new()),
        }
    }

    pub(super) fn ask(self, which: Settles) {
        self.which.set(Some(which));
        self.note.set(String::new());
        self.errors.set(Vec::new());
        self.open.set(true);
    }

    fn go(self) {
        let Some(which) = self.which.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let note = self.note.get_untracked();
        spawn_local(async move {
            let answer = settle_refused(which, note).await;
            // The page may be gone meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(count) => {
                    self.open.set(false);
                    let words = td_string!(self.i18n, visits.said_settled);
                    self.toasts.say(fill(words, &[("n", &count)]));
                    self.reload.try_run(());
                }
                Err(error) => self.errors.set(vec![wrong(self.i18n, &error)]),
            }
        });
    }
}

fn wrong(i18n: I18n, error: &AppError) -> (&'static str, String) {
    let words = match error {
        AppError::Invalid { problem, .. } if problem == "required" => {
            td_string!(i18n, visits.settle_required).to_owned()
        }
        AppError::Invalid { .. } => td_string!(i18n, visits.settle_long).to_owned(),
        other => error_words(i18n, other),
    };
    (NOTE, words)
}

/// The question.
pub(super) fn question(it: Settling) -> AnyView {
    let i18n = it.i18n;
    view! {
        <Sheet
            open=it.open
            title=Signal::stored(td_string!(i18n, visits.settle_title).to_owned())
            testid="settle-sheet"
        >
            <form
                class="stack"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    it.go();
                }
            >
                <p class="quiet">{td_string!(i18n, visits.settle_text)}</p>
                <Field
                    id=NOTE
                    label=td_string!(i18n, visits.settle_note)
                    hint=td_string!(i18n, visits.settle_note_hint).to_owned()
                    value=it.note
                    error=error_of(it.errors, NOTE)
                    testid=NOTE
                />
                <div class="actions actions-form">
                    <Button kind=ButtonKind::Primary submit=true busy=it.busy testid="settle-do">
                        {td_string!(i18n, visits.settle)}
                    </Button>
                    <Button kind=ButtonKind::Quiet on_click=move |()| it.open.set(false)>
                        {td_string!(i18n, visits.cancel)}
                    </Button>
                </div>
            </form>
        </Sheet>
    }
    .into_any()
}

/// The button beside records, for who may decide.
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
