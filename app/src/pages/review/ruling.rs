//! What a supervisor can do with the open finding: adjust it, decide on it, release its visit.

use crate::api::review::FindingDetail;
use crate::components::{Banner, BannerKind, Button, ButtonKind, Field, Stepper};
use crate::language::I18n;
use crate::pages::review::decide::{Actions, Asking};
use crate::pages::review::state::ReviewState;
use crate::who::use_who;
use crate::words_of::{error_kept, error_todo, error_words};
use domain::inspection::{Flag, Form};
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// What a supervisor may adjust before confirming: the count, if the checkpoint counts, and the
/// time, if it is in no open quarter.
pub(super) fn adjust(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let actions: Actions = expect_context();
    let count = detail.item.count;
    let counts = detail.per == "count";
    let late = detail.item.flags.contains(&Flag::Late);
    let times = detail.times.clone().unwrap_or_default();
    view! {
            {counts
                .then(|| {
                    view! {
                        <Stepper
                            id="review-count"
                            label=td_string!(i18n, review.set_count)
                            value=Signal::derive(move || actions.count.get().unwrap_or(count))
                            on_change=move |to: u32| actions.count.set(Some(to))
                            testid="review-count"
                        />
                    }
                })}
            {late
                .then(|| {
                    view! {
                        <Field
                            id="review-time"
                            label=td_string!(i18n, review.set_time)
                            hint=td_string!(i18n, review.set_time_hint)
                            kind="datetime-local"
                            value=actions.time
                            bounds=times
                            testid="review-time"
                        />
                    }
                })}
    }
    .into_any()
}

/// Says that a 暗访 is hidden from its town, with the button that releases it.
pub(super) fn hidden(i18n: I18n, state: ReviewState, detail: &FindingDetail) -> AnyView {
    if detail.how.form != Form::Unannounced {
        return ().into_any();
    }
    if detail.released {
        return view! { <p class="quiet">{td_string!(i18n, review.is_released)}</p> }.into_any();
    }
    let actions: Actions = expect_context();
    let release = || {
        view! {
            <Button
                disabled=state.deciding
                on_click=move |()| actions.ask(Asking::Release)
                testid="review-release"
            >
                {td_string!(i18n, review.release)}
            </Button>
        }
    };
    view! {
        <div class="hidden-visit">
            <p class="quiet">{td_string!(i18n, review.not_released)}</p>
            {use_who().may(Right::Decide).then(release)}
        </div>
    }
    .into_any()
}

/// The three decisions, always within reach.
pub(super) fn action_bar(i18n: I18n, state: ReviewState) -> AnyView {
    let actions: Actions = expect_context();
    let busy = state.deciding;
    view! {
        <div class="decide">
            {move || {
                actions
                    .failed
                    .get()
                    .map(|error| {
                        view! {
                            <Banner kind=BannerKind::Failure testid="review-failed">
                                <strong>{error_words(i18n, &error)}</strong>
                                " "
                                {error_kept(i18n, &error)}
                                " "
                                {error_todo(i18n, &error)}
                            </Banner>
                        }
                    })
            }}
            <div class="actions">
                <Button
                    kind=ButtonKind::Primary
                    busy=busy
                    on_click=move |()| actions.confirm()
                    testid="review-confirm"
                    shortcut="c"
                >
                    {td_string!(i18n, review.confirm)}
                </Button>
                <Button
                    kind=ButtonKind::Danger
                    disabled=busy
                    on_click=move |()| actions.ask(Asking::Reject)
                    testid="review-reject"
                    shortcut="r"
                >
                    {td_string!(i18n, review.reject)}
                </Button>
                <Button
                    disabled=busy
                    on_click=move |()| actions.ask(Asking::Return)
                    testid="review-return"
                    shortcut="q"
                >
                    {td_string!(i18n, review.send_back)}
                </Button>
            </div>
        </div>
    }
    .into_any()
}
