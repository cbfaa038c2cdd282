//! Buttons, 48 px high.

use crate::components::once::Once;
use leptos::prelude::*;

/// The role of a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The main action of the page or dialog.
    Primary,
    /// Any other action.
    #[default]
    Secondary,
    /// Removes or refuses something.
    Danger,
    /// A minor action, without a frame.
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

/// A button. While `busy` it keeps the focus, ignores taps and announces that to screen readers. A
/// double tap counts as one.
#[component]
pub fn Button(
    /// The button's role.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether its action is running: taps are ignored.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it is disabled.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Called on a tap; not needed for a submit button.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
    /// Whether it submits its form.
    #[prop(optional)]
    submit: bool,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
    /// The shortcut key, shown on screens with a keyboard.
    #[prop(optional)]
    shortcut: &'static str,
    /// The button's words.
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
