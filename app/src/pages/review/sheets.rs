//! The dialogs before a decision: for a reason, a question, or releasing.

use crate::components::{Button, ButtonKind, Sheet};
use crate::language::{I18n, use_words};
use crate::pages::review::decide::{Actions, Asking};
use crate::pages::review::reason::{Asked, reason_form};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The dialog that asks for a reason or a question, or whether to release.
#[component]
pub fn Sheets() -> impl IntoView {
    let i18n = use_words();
    let actions: Actions = expect_context();
    let title = Signal::derive(move || {
        match actions.kind.get() {
            Asking::Reject => td_string!(i18n, review.reject_title),
            Asking::Return => td_string!(i18n, review.return_title),
            Asking::Release => td_string!(i18n, review.release_title),
        }
        .to_owned()
    });
    view! {
        <Sheet open=actions.asking title=title testid="review-sheet">
            {move || match actions.kind.get() {
                Asking::Release => release_form(i18n, actions),
                kind => {
                    let asked = Asked {
                        reject: kind == Asking::Reject,
                        reason: actions.reason,
                        error: actions.reason_error,
                        submit: Callback::new(move |()| actions.submit_reason()),
                        cancel: Callback::new(move |()| actions.asking.set(false)),
                    };
                    reason_form(i18n, asked)
                }
            }}
        </Sheet>
    }
    .into_any()
}

fn release_form(i18n: I18n, actions: Actions) -> AnyView {
    view! {
        <p>{td_string!(i18n, review.release_text)}</p>
        <div class="actions">
            <Button kind=ButtonKind::Primary on_click=move |()| actions.release() testid="review-release-submit">
                {td_string!(i18n, review.release)}
            </Button>
            <Button on_click=move |()| actions.asking.set(false)>{td_string!(i18n, common.cancel)}</Button>
        </div>
    }
    .into_any()
}
