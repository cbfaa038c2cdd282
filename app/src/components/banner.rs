//! A message line across the page.

use leptos::prelude::*;

/// The severity of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BannerKind {
    /// For information.
    #[default]
    Note,
    /// Needs attention.
    Warning,
    /// Something failed.
    Failure,
    /// Something went well.
    Success,
}

/// A message line across the page.
#[component]
pub fn Banner(
    /// The severity.
    #[prop(optional)]
    kind: BannerKind,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
    /// The message.
    children: Children,
) -> impl IntoView {
    let (class, role) = match kind {
        BannerKind::Note => ("banner banner-note", "note"),
        BannerKind::Warning => ("banner banner-warning", "status"),
        BannerKind::Failure => ("banner banner-failure", "alert"),
        BannerKind::Success => ("banner banner-success", "status"),
    };
    view! {
        <div class=class role=role data-testid=(!testid.is_empty()).then_some(testid)>
            {children()}
        </div>
    }
    .into_any()
}
