//! Barring a device, with a reason, and allowing it again; each after a second question.

use crate::api::devices::{DeviceLine, LONGEST_REASON, allow_device, bar_device};
use crate::components::{Button, ButtonKind, ErrorSummary, Sheet, TextArea, Toasts, error_of};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use domain::ids::DeviceId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// Which device is asked about, and which way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    device: DeviceId,
    name: String,
    is_barred: bool,
}

/// The second question, and what comes of it.
#[derive(Clone, Copy)]
pub(super) struct Barring {
    i18n: I18n,
    toasts: Toasts,
    reload: Callback<()>,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    asked: RwSignal<Option<Asked>>,
    reason: RwSignal<String>,
    errors: RwSignal<Vec<(&'static str, String)>>,
}

impl Barring {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            toasts,
            reload,
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            asked: RwSignal::new(None),
            reason: RwSignal::new(String::new()),
            errors: RwSignal::new(Vec::new()),
        }
    }

    /// The button of a line.
    pub(super) fn button(self, it: &DeviceLine) -> AnyView {
        let asked = Asked {
            device: it.id,
            name: it.name.clone(),
            is_barred: it.barred.is_some(),
        };
        let words = match asked.is_barred {
            true => td_string!(self.i18n, upkeep.allow),
            false => td_string!(self.i18n, upkeep.bar),
        };
        view! {
            <button
                type="button"
                class="button button-quiet"
                aria-label=format!("{words} {}", asked.name)
                data-testid="device-act"
                on:click=move |_| self.ask(asked.clone())
            >
                {words}
            </button>
        }
        .into_any()
    }

    fn ask(self, asked: Asked) {
        self.asked.set(Some(asked));
        self.reason.set(String::new());
        self.errors.set(Vec::new());
        self.open.set(true);
    }

    fn go(self) {
        let Some(asked) = self.asked.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.errors.set(Vec::new());
        self.busy.set(true);
        let reason = self.reason.get_untracked();
        spawn_local(async move {
            let answer = match asked.is_barred {
                true => allow_device(asked.device).await,
                false => bar_device(asked.device, reason).await,
            };
            // The page may be gone meanwhile; what was done is done all the same.
            if self.busy.try_set(false).is_some() {
                return;
            }
            // Closed meanwhile, or open for another device: then what came of this one is said on the page.
            let is_here = self.open.try_get_untracked() == Some(true)
                && self.asked.try_with_untracked(|it| {
                    it.as_ref().is_some_and(|it| it.device == asked.device)
                }) == Some(true);
            match answer {
                Ok(()) => {
                    if is_here {
                        self.open.set(false);
                    }
                    self.toasts.say(match asked.is_barred {
                        true => td_string!(self.i18n, upkeep.said_allow),
                        false => td_string!(self.i18n, upkeep.said_bar),
                    });
                    self.reload.try_run(());
                }
                Err(error) => {
                    let field = match &error {
                        AppError::Invalid { .. } => "bar-reason",
                        _ => "",
                    };
                    let words = error_words(self.i18n, &error);
                    if is_here {
                        self.errors.set(vec![(field, words)]);
                    } else {
                        let said = td_string!(self.i18n, manage.not_taken);
                        self.toasts.say(fill(said, &[("why", &words)]));
                    }
                }
            }
        });
    }
}

/// The second question.
pub(super) fn confirm(i18n: I18n, it: Barring) -> AnyView {
    let is_barred = move || {
        it.asked
            .with(|asked| asked.as_ref().is_some_and(|it| it.is_barred))
    };
    let title = Signal::derive(move || {
        let words = match is_barred() {
            true => td_string!(i18n, upkeep.allow_title),
            false => td_string!(i18n, upkeep.bar_title),
        };
        words.to_owned()
    });
    let text = move || {
        let asked = it.asked.get();
        let name = asked.map(|it| it.name).unwrap_or_default();
        let words = match is_barred() {
            true => td_string!(i18n, upkeep.allow_text),
            false => td_string!(i18n, upkeep.bar_text),
        };
        fill(words, &[("name", &name)])
    };
    let error = error_of(it.errors, "bar-reason");
    let reason = move || {
        (!is_barred()).then(|| {
            view! {
                <TextArea
                    id="bar-reason"
                    label=td_string!(i18n, upkeep.bar_reason)
                    hint=td_string!(i18n, upkeep.bar_reason_hint)
                    error=error
                    value=it.reason
                    rows=2
                    max=LONGEST_REASON
                    testid="bar-reason"
                />
            }
        })
    };
    let act = move || match is_barred() {
        true => td_string!(i18n, upkeep.allow_do),
        false => td_string!(i18n, upkeep.bar_do),
    };
    view! {
        <Sheet open=it.open title testid="device-sheet">
            <form
                class="stack"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    it.go();
                }
            >
                <ErrorSummary errors=it.errors />
                <p>{text}</p>
                {reason}
                <div class="actions">
                    <Button kind=ButtonKind::Danger submit=true busy=it.busy testid="device-do">
                        {act}
                    </Button>
                    <Button kind=ButtonKind::Quiet on_click=move |()| it.open.set(false)>
                        {td_string!(i18n, manage.cancel)}
                    </Button>
                </div>
            </form>
        </Sheet>
    }
    .into_any()
}
