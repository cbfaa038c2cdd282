//! Barring a device, with a reason, and allowing it again; each needs a confirmation.

use crate::api::devices::{DeviceLine, LONGEST_REASON};
use crate::calls::devices::{allow_device, bar_device};
use crate::components::{ButtonKind, Question, Sheet, Submit, TextArea, Toasts};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use domain::ids::DeviceId;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The id of the reason's field.
const REASON: &str = "bar-reason";

/// The device to confirm for, and whether it is barred now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    device: DeviceId,
    name: String,
    is_barred: bool,
}

/// The confirmation and its outcome.
#[derive(Clone, Copy)]
pub(super) struct Barring {
    i18n: I18n,
    question: Question<Asked>,
    reason: RwSignal<String>,
}

impl Barring {
    pub(super) fn new(i18n: I18n, toasts: Toasts, reload: Callback<()>) -> Self {
        Self {
            i18n,
            question: Question::new(i18n, toasts, reload),
            reason: RwSignal::new(String::new()),
        }
    }

    /// The button in a device's line.
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
        self.reason.set(String::new());
        self.question.ask(asked);
    }

    fn go(self) {
        let Some(asked) = untrack(move || self.question.about()) else {
            return;
        };
        let (i18n, reason) = (self.i18n, self.reason.get_untracked());
        self.question.send(async move {
            let done = match asked.is_barred {
                true => allow_device(asked.device).await,
                false => bar_device(asked.device, reason).await,
            };
            done.map_err(|error| {
                let field = match &error {
                    AppError::Invalid { .. } => REASON,
                    _ => "",
                };
                vec![(field, error_words(i18n, &error))]
            })?;
            let words = match asked.is_barred {
                true => td_string!(i18n, upkeep.said_allow),
                false => td_string!(i18n, upkeep.said_bar),
            };
            Ok(words.to_owned())
        });
    }
}

/// The confirmation dialog.
pub(super) fn confirm(i18n: I18n, it: Barring) -> AnyView {
    let is_barred = move || it.question.about().is_some_and(|it| it.is_barred);
    let title = Signal::derive(move || {
        let words = match is_barred() {
            true => td_string!(i18n, upkeep.allow_title),
            false => td_string!(i18n, upkeep.bar_title),
        };
        words.to_owned()
    });
    let text = move || {
        let name = it.question.about().map(|it| it.name).unwrap_or_default();
        let words = match is_barred() {
            true => td_string!(i18n, upkeep.allow_text),
            false => td_string!(i18n, upkeep.bar_text),
        };
        fill(words, &[("name", &name)])
    };
    let error = it.question.error(REASON);
    let reason = move || {
        (!is_barred()).then(|| {
            view! {
                <TextArea
                    id=REASON
                    label=td_string!(i18n, upkeep.bar_reason)
                    hint=td_string!(i18n, upkeep.bar_reason_hint)
                    error=error
                    value=it.reason
                    rows=2
                    max=LONGEST_REASON
                    testid=REASON
                />
            }
        })
    };
    let submit = move || Submit {
        words: match is_barred() {
            true => td_string!(i18n, upkeep.allow_do),
            false => td_string!(i18n, upkeep.bar_do),
        },
        kind: ButtonKind::Danger,
        by_button: false,
        testid: "device-do",
    };
    view! {
        <Sheet open=it.question.open title testid="device-sheet">
            {move || {
                let fields = view! {
                    <p>{text}</p>
                    {reason}
                };
                it.question.form(fields.into_any(), submit(), move || it.go())
            }}
        </Sheet>
    }
    .into_any()
}
