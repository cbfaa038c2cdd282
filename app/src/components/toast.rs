//! A short word on what just happened, with a way back.

use crate::language::use_words;
use leptos::prelude::*;
use leptos_i18n::tu_string;
use std::time::Duration;

/// What to say.
#[derive(Clone)]
pub struct Toast {
    /// The words.
    pub words: String,
    /// Takes it back.
    pub undo: Option<Callback<()>>,
}

/// Shows toasts, one at a time: a new one takes the place of the old.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Option<(u32, Toast)>>,
}

/// How long a toast stays; one with a way back stays longer.
const SHORT: Duration = Duration::from_secs(5);
const LONG: Duration = Duration::from_secs(10);

/// Puts the toasts into context.
pub(crate) fn provide() {
    provide_context(Toasts {
        shown: RwSignal::new(None),
    });
}

/// The toasts, in a component.
pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// Shows `toast` for some seconds.
    pub fn show(self, toast: Toast) {
        let stay = if toast.undo.is_some() { LONG } else { SHORT };
        let number = self.shown.with_untracked(|shown| {
            shown
                .as_ref()
                .map_or(0, |(number, _)| number.wrapping_add(1))
        });
        self.shown.set(Some((number, toast)));
        set_timeout(
            move || {
                let still = self
                    .shown
                    .with_untracked(|shown| shown.as_ref().is_some_and(|(now, _)| *now == number));
                if still {
                    self.shown.set(None);
                }
            },
            stay,
        );
    }

    /// Shows words without a way back.
    pub fn say(self, words: impl Into<String>) {
        self.show(Toast {
            words: words.into(),
            undo: None,
        });
    }
}

/// Where toasts appear; screen readers read them when they are free.
#[component]
pub(crate) fn ToastRegion() -> impl IntoView {
    let i18n = use_words();
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
            {move || {
                toasts
                    .shown
                    .get()
                    .map(|(_, toast)| {
                        view! {
                            <div class="toast" data-testid="toast">
                                <span>{toast.words}</span>
                                {toast
                                    .undo
                                    .map(|undo| {
                                        view! {
                                            <button
                                                type="button"
                                                class="toast-undo"
                                                data-testid="toast-undo"
                                                on:click=move |_| {
                                                    toasts.shown.set(None);
                                                    undo.run(());
                                                }
                                            >
                                                {tu_string!(i18n, common.undo)}
                                            </button>
                                        }
                                    })}
                            </div>
                        }
                    })
            }}
        </div>
    }
}
