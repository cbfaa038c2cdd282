//! Buttons, 48 px high.

use crate::components::once::Once;
use leptos::prelude::*;

/// What a button is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one thing to do on the page or in the dialog.
    Primary,
    /// Any other.
    #[default]
    Secondary,
    /// Takes something away, or says no.
    Danger,
    /// Beside others, without a frame.
    Quiet,
}

impl ButtonKind {
    /// The style's classes.
    pub fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Danger => "button button-danger",
            Self::Quiet => "button button-quiet",
        }
    }
}

/// A button. While `busy` it stays focusable, takes no taps and says so to screen readers. A double
/// tap is one.
#[component]
pub fn Button(
    /// What it is for.
    #[prop(optional)]
    kind: ButtonKind,
    /// Working: taps are ignored.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Not available now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What a tap does; a submit button needs none.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
    /// Submits its form.
    #[prop(optional)]
    submit: bool,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
    /// A key that does the same, shown on screens with a keyboard.
    #[prop(optional)]
    shortcut: &'static str,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let once = Once::default();
    view! {
        <button
            class=kind.class()
            type=if submit { "submit" } else { "button" }
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            aria-keyshortcuts=(!shortcut.is_empty()).then_some(shortcut)
            disabled=move || disabled.get()
            data-testid=(!testid.is_empty()).then_some(testid)
            on:click=move |event| {
                if busy.get_untracked() {
                    event.prevent_default();
                } else if let Some(callback) = on_click
                    && once.counts(&event)
                {
                    callback.run(());
                }
            }
        >
            {children()}
            {(!shortcut.is_empty()).then(|| view! { <kbd aria-hidden="true">{shortcut}</kbd> })}
        </button>
    }
    .into_any()
}
