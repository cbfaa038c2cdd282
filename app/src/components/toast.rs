//! A short word on what just happened, with a way back.

use leptos::prelude::*;
use std::time::Duration;

/// What to say.
#[derive(Clone)]
pub struct Toast {
    /// The words.
    pub words: String,
    /// What a tap does, with its word: mostly a way back.
    pub action: Option<(&'static str, Callback<()>)>,
}

/// Shows toasts, one at a time: a new one takes the place of the old.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Option<(u32, Toast)>>,
}

/// How long a toast stays; one with an action stays longer.
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
        let stay = if toast.action.is_some() { LONG } else { SHORT };
        let number = self.shown.with_untracked(|shown| {
            shown
                .as_ref()
                .map_or(0, |(number, _)| number.wrapping_add(1))
        });
        self.shown.set(Some((number, toast)));
        set_timeout(
            move || {
                let still = self.shown.try_with_untracked(|shown| {
                    shown.as_ref().is_some_and(|(now, _)| *now == number)
                });
                if still == Some(true) {
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
            action: None,
        });
    }
}

/// Where toasts appear; screen readers read them when they are free.
#[component]
pub(crate) fn ToastRegion() -> impl IntoView {
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
                                    .action
                                    .map(|(word, action)| {
                                        view! {
                                            <button
                                                type="button"
                                                class="toast-action"
                                                data-testid="toast-action"
                                                on:click=move |_| {
                                                    toasts.shown.set(None);
                                                    action.run(());
                                                }
                                            >
                                                {word}
                                            </button>
                                        }
                                    })}
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}
