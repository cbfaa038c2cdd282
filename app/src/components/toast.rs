//! A short message about what just happened, often with an undo.

use leptos::prelude::*;
use std::time::Duration;

/// A message to show.
#[derive(Clone)]
pub struct Toast {
    /// The words.
    pub words: String,
    /// A button's word and what it does: mostly an undo.
    pub action: Option<(&'static str, Callback<()>)>,
}

/// Shows toasts one at a time: a new toast replaces the old one.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Option<(u32, Toast)>>,
}

/// How long a toast stays, without and with an action.
const SHORT: Duration = Duration::from_secs(5);
const LONG: Duration = Duration::from_secs(10);

/// Provides the toasts as a context.
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

    /// Shows words without an action.
    pub fn say(self, words: impl Into<String>) {
        self.show(Toast {
            words: words.into(),
            action: None,
        });
    }
}

/// Where toasts appear; screen readers announce them politely.
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
