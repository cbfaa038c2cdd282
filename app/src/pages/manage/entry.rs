//! The form of one entry: what it sends, and what is said of it.

use super::words::line_words;
use crate::api::manage::{Entry, WrongField, save_entry};
use crate::components::{Button, ButtonKind, ErrorSummary, Toasts};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::fmt::Display;

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
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    pub(super) errors: RwSignal<Vec<(&'static str, String)>>,
    /// Fetches the list anew.
    reload: Callback<()>,
    /// Which opening this is: an answer that comes when it is closed or another is said on the page.
    turn: StoredValue<u32>,
    /// The version of the registry that the list shows: a change is made upon it.
    version: RwSignal<u64>,
}

impl Form {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            toasts,
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            errors: RwSignal::new(Vec::new()),
            reload,
            turn: StoredValue::new(0),
            version: RwSignal::new(0),
        }
    }

    /// The list is of that version now.
    pub(super) fn is_of(self, version: u64) {
        self.version.set(version);
    }

    /// The version that an entry is sent upon.
    pub(super) fn version(self) -> u64 {
        self.version.get_untracked()
    }

    /// Where a word is said that goes by.
    pub(super) fn toasts(self) -> Toasts {
        self.toasts
    }

    /// Whether it is open.
    pub(super) fn is_open(self) -> RwSignal<bool> {
        self.open
    }

    /// Opens it anew.
    pub(super) fn begin(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.errors.set(Vec::new());
        self.open.set(true);
    }

    /// What is wrong with a field, by its id.
    pub(super) fn error(self, id: &'static str) -> Signal<Option<String>> {
        crate::components::error_of(self.errors, id)
    }

    /// What is wrong with a choice that is no field.
    pub(super) fn wrong(self, id: &'static str) -> AnyView {
        let error = self.error(id);
        (move || {
            error
                .get()
                .map(|words| view! { <p class="field-error">{words}</p> })
        })
        .into_any()
    }

    /// Sends an entry; closes when it was taken.
    pub(super) fn send(self, entry: Entry) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let turn = self.turn.get_value();
        spawn_local(async move {
            let answer = save_entry(entry).await;
            // The page may be gone meanwhile; what was taken is taken all the same.
            if self.busy.try_set(false).is_some() {
                return;
            }
            let is_here = self.open.try_get_untracked() == Some(true)
                && self.turn.try_get_value() == Some(turn);
            match answer {
                Ok(wrong) if wrong.is_empty() => {
                    if is_here {
                        self.open.set(false);
                    }
                    self.toasts.say(td_string!(self.i18n, manage.saved));
                    self.reload.try_run(());
                }
                Ok(wrong) => {
                    let said = wrong.iter().map(|it| self.words(it)).collect();
                    self.refused(is_here, said);
                }
                Err(error) => {
                    let words = match &error {
                        AppError::Changed { .. } => {
                            td_string!(self.i18n, manage.entry_changed).to_owned()
                        }
                        error => error_words(self.i18n, error),
                    };
                    self.refused(is_here, vec![("", words)]);
                    if matches!(error, AppError::Changed { .. }) {
                        self.reload.try_run(());
                    }
                }
            }
        });
    }

    /// Says why nothing was taken: in the form, or on the page where that is closed or another's.
    fn refused(self, is_here: bool, wrong: Vec<(&'static str, String)>) {
        if is_here {
            return self.errors.set(wrong);
        }
        let why: Vec<String> = wrong.into_iter().map(|(_, words)| words).collect();
        let words = td_string!(self.i18n, manage.not_taken);
        self.toasts.say(fill(words, &[("why", &why.join("；"))]));
    }

    fn words(self, wrong: &WrongField) -> (&'static str, String) {
        let id = IDS.iter().find(|(field, _)| *field == wrong.field);
        let values: Vec<(&str, &dyn Display)> = wrong
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value as &dyn Display))
            .collect();
        let words = line_words(self.i18n, &wrong.code, &values);
        (id.map_or("", |(_, id)| id), words)
    }

    /// The form around its fields; `entry` is what they say when it is sent.
    pub(super) fn view(
        self,
        fields: AnyView,
        entry: impl Fn() -> Entry + Send + Sync + 'static,
    ) -> AnyView {
        let i18n = self.i18n;
        view! {
            <form
                class="stack"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    self.send(entry());
                }
            >
                <ErrorSummary errors=self.errors />
                {fields}
                <div class="actions actions-form">
                    <Button kind=ButtonKind::Primary submit=true busy=self.busy testid="entry-save">
                        {td_string!(i18n, manage.save)}
                    </Button>
                    <Button kind=ButtonKind::Quiet on_click=move |()| self.open.set(false)>
                        {td_string!(i18n, manage.cancel)}
                    </Button>
                </div>
            </form>
        }
        .into_any()
    }
}

/// A field of an entry, as it is sent.
pub(super) fn field(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}
