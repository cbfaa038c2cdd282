//! A line across the page that something is so.

use leptos::prelude::*;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BannerKind {
    /// Worth knowing.
    #[default]
    Note,
    /// Wants attention.
    Warning,
    /// Something failed.
    Failure,
    /// Something went well.
    Success,
}

/// A line across the page.
#[component]
pub fn Banner(
    /// How much it matters.
    #[prop(optional)]
    kind: BannerKind,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
    /// Its words.
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
