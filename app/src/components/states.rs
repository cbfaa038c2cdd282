//! Placeholders for missing content: loading, empty, failed.

use crate::components::{Button, ButtonKind};
use crate::error::AppError;
use crate::language::use_words;
use crate::words_of::{error_kept, error_todo, error_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Grey lines where text will appear. The style shows them only after 200 ms, so that fast answers
/// do not flicker.
#[component]
pub fn Loading(
    /// The number of lines.
    #[prop(default = 4)]
    lines: usize,
) -> impl IntoView {
    let i18n = use_words();
    view! {
        <div class="loading" role="status">
            <span class="visually-hidden">{td_string!(i18n, common.loading)}</span>
            {(0..lines).map(|_| view! { <div class="loading-line" aria-hidden="true"></div> }).collect_view()}
        </div>
    }
    .into_any()
}

/// Says that there is no content, and what to do next.
#[component]
pub fn EmptyState(
    /// What is missing.
    #[prop(into)]
    title: String,
    /// What to do, or when there will be content.
    #[prop(into)]
    text: String,
    /// Links or buttons that lead on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" data-testid="empty">
            <h2 class="empty-title">{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// Says what failed, what was kept and what to do, with a button to retry.
#[component]
pub fn ErrorState(
    /// The error.
    error: AppError,
    /// Called to try again.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_words();
    let signed_out = matches!(error, AppError::SignedOut);
    if error == AppError::NotSetUp {
        // This is no failure, and trying again would not help.
        let (title, text) = (error_words(i18n, &error), error_todo(i18n, &error));
        return view! { <EmptyState title text /> }.into_any();
    }
    view! {
        <div class="failed" role="alert" data-testid="failed">
            <h2 class="failed-title">{error_words(i18n, &error)}</h2>
            <p>{error_kept(i18n, &error)}</p>
            <p>{error_todo(i18n, &error)}</p>
            {if signed_out {
                view! {
                    <a class="button button-primary" href="/sign-in" rel="external">
                        {td_string!(i18n, common.sign_in)}
                    </a>
                }
                    .into_any()
            } else {
                on_retry
                    .map(|retry| {
                        view! {
                            <Button kind=ButtonKind::Secondary on_click=retry>
                                {td_string!(i18n, common.retry)}
                            </Button>
                        }
                    })
                    .into_any()
            }}
        </div>
    }
    .into_any()
}
