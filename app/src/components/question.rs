//! Dialogs that send something: a question before an action, or a form.

use crate::components::{Button, ButtonKind, ErrorSummary, Toasts, error_of};
use crate::language::I18n;
use crate::words_of::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// The errors of a form: a field's id (empty for the whole form) and the words.
pub type Wrong = Vec<(&'static str, String)>;

/// The button that submits a form.
#[derive(Debug, Clone, Copy)]
pub struct Submit {
    /// The button's words.
    pub words: &'static str,
    /// The button's look.
    pub kind: ButtonKind,
    /// Whether only the button submits: Enter in a field must not start what cannot be undone.
    pub by_button: bool,
    /// A hook for tests.
    pub testid: &'static str,
}

/// A dialog that sends one request at a time. The outcome appears in the dialog, or as a toast if
/// the dialog was closed or reopened meanwhile.
pub struct Question<T: Send + Sync + 'static = ()> {
    i18n: I18n,
    toasts: Toasts,
    /// Reloads the page's data after a success.
    reload: Callback<()>,
    /// Whether the dialog is open.
    pub open: RwSignal<bool>,
    /// Whether a request is running.
    pub busy: RwSignal<bool>,
    /// The errors of the last request.
    pub errors: RwSignal<Wrong>,
    about: RwSignal<Option<T>>,
    /// How often the dialog was opened.
    turn: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Clone for Question<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Question<T> {}

impl<T: Clone + Send + Sync + 'static> Question<T> {
    /// A closed dialog.
    pub fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            toasts,
            reload,
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            errors: RwSignal::new(Vec::new()),
            about: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Opens the dialog for `about`.
    pub fn ask(self, about: T) {
        self.turn.update_value(|turn| *turn += 1);
        self.about.set(Some(about));
        self.errors.set(Vec::new());
        self.open.set(true);
    }

    /// What the dialog was opened for.
    pub fn about(self) -> Option<T> {
        self.about.get()
    }

    /// The error of a field.
    pub fn error(self, id: &'static str) -> Signal<Option<String>> {
        error_of(self.errors, id)
    }

    /// Runs `work`, which returns the words of a success or the errors.
    pub fn send(self, work: impl Future<Output = Result<String, Wrong>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.errors.set(Vec::new());
        self.busy.set(true);
        let turn = self.turn.get_value();
        spawn_local(async move {
            let answer = work.await;
            // If the page is gone, the work is done all the same.
            if self.busy.try_set(false).is_some() {
                return;
            }
            let is_here = self.open.try_get_untracked() == Some(true)
                && self.turn.try_get_value() == Some(turn);
            match answer {
                Ok(words) => {
                    if is_here {
                        self.open.set(false);
                    }
                    self.toasts.say(words);
                    self.reload.try_run(());
                }
                Err(wrong) if is_here => self.errors.set(wrong),
                Err(wrong) => {
                    let why: Vec<String> = wrong.into_iter().map(|(_, words)| words).collect();
                    let words = td_string!(self.i18n, common.not_done);
                    let why = why.join(td_string!(self.i18n, town.sentence_separator));
                    self.toasts.say(fill(words, &[("why", &why)]));
                }
            }
        });
    }

    /// The form in its dialog: the errors, the fields, the button that calls `go`, and a way to
    /// cancel. Enter in a field submits, unless `by_button` is set.
    pub fn form(
        self,
        fields: AnyView,
        button: Submit,
        go: impl Fn() + Send + Sync + 'static,
    ) -> AnyView {
        let go = Callback::new(move |()| go());
        let Submit {
            words,
            kind,
            by_button,
            testid,
        } = button;
        let send = match by_button {
            true => view! {
                <Button kind busy=self.busy on_click=go testid>
                    {words}
                </Button>
            }
            .into_any(),
            false => view! {
                <Button kind submit=true busy=self.busy testid>
                    {words}
                </Button>
            }
            .into_any(),
        };
        view! {
            <form
                class="stack"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if !by_button {
                        go.run(());
                    }
                }
            >
                <ErrorSummary errors=self.errors />
                {fields}
                <div class="actions actions-form">
                    {send}
                    <Button kind=ButtonKind::Quiet on_click=move |()| self.open.set(false)>
                        {td_string!(self.i18n, common.cancel)}
                    </Button>
                </div>
            </form>
        }
        .into_any()
    }
}
