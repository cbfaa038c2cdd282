//! The form of one entry: its fields and their errors.

use crate::api::manage::{EntryForm, WrongField};
use crate::calls::manage::save_entry;
use crate::components::{ButtonKind, Question, Submit, Toasts};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::error_words;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The ids of the fields, by the names under which they are sent.
const IDS: [(&str, &str); 16] = [
    ("name", "entry-name"),
    ("short", "entry-short"),
    ("kind", "entry-kind"),
    ("order", "entry-order"),
    ("closed_from", "entry-closed-from"),
    ("merged_into", "entry-merged-into"),
    ("town", "entry-town"),
    ("address", "entry-address"),
    ("latitude", "entry-latitude"),
    ("longitude", "entry-longitude"),
    ("state", "entry-state"),
    ("login", "entry-login"),
    ("roles", "entry-roles"),
    ("offices", "entry-offices"),
    ("avoids", "entry-avoids"),
    ("id", ""),
];

/// The open form of an entry.
#[derive(Clone, Copy)]
pub(super) struct Form {
    i18n: I18n,
    toasts: Toasts,
    pub(super) question: Question,
    /// Reads the list again.
    reload: Callback<()>,
    /// The version of the registry in the list, on which a change is based.
    version: RwSignal<u64>,
}

impl Form {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            toasts,
            question: Question::new(i18n, toasts, reload),
            reload,
            version: RwSignal::new(0),
        }
    }

    /// Sets the version of the list.
    pub(super) fn is_of(self, version: u64) {
        self.version.set(version);
    }

    /// The version that an entry is sent with.
    pub(super) fn version(self) -> u64 {
        self.version.get_untracked()
    }

    /// The toasts, for short messages.
    pub(super) fn toasts(self) -> Toasts {
        self.toasts
    }

    /// Opens the form.
    pub(super) fn begin(self) {
        self.question.ask(());
    }

    /// The error of a field, by its id.
    pub(super) fn error(self, id: &'static str) -> Signal<Option<String>> {
        self.question.error(id)
    }

    /// The error of a choice that is no input field.
    pub(super) fn wrong(self, id: &'static str) -> AnyView {
        let error = self.error(id);
        (move || {
            error
                .get()
                .map(|words| view! { <p class="field-error">{words}</p> })
        })
        .into_any()
    }

    /// Sends an entry.
    fn send(self, entry: EntryForm) {
        self.question.send(async move {
            match save_entry(entry).await {
                Ok(wrong) if wrong.is_empty() => Ok(td_string!(self.i18n, manage.saved).to_owned()),
                Ok(wrong) => Err(wrong.into_iter().map(told).collect()),
                Err(AppError::Changed { .. }) => {
                    self.reload.try_run(());
                    let words = td_string!(self.i18n, manage.entry_changed);
                    Err(vec![("", words.to_owned())])
                }
                Err(error) => Err(vec![("", error_words(self.i18n, &error))]),
            }
        });
    }

    /// The form around its fields; `entry` reads them when it is sent.
    pub(super) fn view(
        self,
        fields: AnyView,
        entry: impl Fn() -> EntryForm + Send + Sync + 'static,
    ) -> AnyView {
        let submit = Submit {
            words: td_string!(self.i18n, manage.save),
            kind: ButtonKind::Primary,
            by_button: false,
            testid: "entry-save",
        };
        self.question
            .form(fields, submit, move || self.send(entry()))
    }
}

/// A fault with the id of its field.
fn told(wrong: WrongField) -> (&'static str, String) {
    let id = IDS.iter().find(|(field, _)| *field == wrong.field);
    (id.map_or("", |(_, id)| id), wrong.words)
}

/// A field of an entry, as a pair to send.
pub(super) fn field(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}
