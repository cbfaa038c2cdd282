//! The context of a finding: earlier decisions, other versions, twins, related rows, and the
//! history of the site.

use crate::api::review::{DecisionView, FindingDetail, QueueItem, Version};
use crate::components::{Button, StateTag};
use crate::language::{I18n, table_words};
use crate::pages::review::address;
use crate::pages::review::decide::Actions;
use crate::pages::review::state::ReviewState;
use crate::words_of::{fill, moment_attr, moment_words};
use domain::inspection::{FindingState, Verdict};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Earlier decisions, newest first.
pub fn decisions(i18n: I18n, detail: &FindingDetail) -> AnyView {
    if detail.decisions.is_empty() {
        return ().into_any();
    }
    let lines = detail
        .decisions
        .iter()
        .map(|it| decision(i18n, it))
        .collect_view();
    view! {
        <section class="around">
            <h3>{td_string!(i18n, review.decisions)}</h3>
            <ol class="around-list">{lines}</ol>
        </section>
    }
    .into_any()
}

/// The state that a decision leads to.
pub(super) fn led_to(verdict: Verdict) -> FindingState {
    match verdict {
        Verdict::Confirmed => FindingState::Confirmed,
        Verdict::Rejected => FindingState::Rejected,
        Verdict::Returned => FindingState::Returned,
        Verdict::Merged { .. } => FindingState::Merged,
    }
}

fn decision(i18n: I18n, decision: &DecisionView) -> AnyView {
    let state = led_to(decision.verdict);
    let reason = decision.reason.clone();
    view! {
        <li>
            <StateTag state=state />
            " "
            {decision.by.clone()}
            " "
            <time class="quiet" datetime=moment_attr(decision.at)>
                {moment_words(i18n, decision.at)}
            </time>
            {(!reason.is_empty()).then(|| view! { <p>{reason}</p> })}
        </li>
    }
    .into_any()
}

/// Versions that devices wrote without having seen each other's.
pub fn versions(i18n: I18n, detail: &FindingDetail) -> AnyView {
    let withdrawn = detail.versions.iter().any(|it| it.count.is_none());
    if detail.versions.len() < 2 && !withdrawn {
        return ().into_any();
    }
    let lines = detail
        .versions
        .iter()
        .map(|it| version(i18n, it))
        .collect_view();
    view! {
        <section class="around">
            <h3>{td_string!(i18n, review.versions)}</h3>
            {(detail.versions.len() > 1)
                .then(|| view! { <p class="quiet">{td_string!(i18n, review.versions_text)}</p> })}
            <ol class="around-list">{lines}</ol>
        </section>
    }
    .into_any()
}

fn version(i18n: I18n, version: &Version) -> AnyView {
    let what = match version.count {
        Some(count) => fill(td_string!(i18n, review.times), &[("count", &count)]),
        None => td_string!(i18n, common.state_withdrawn).to_owned(),
    };
    view! {
        <li>
            <strong>{version.inspector.clone()}</strong>
            " "
            <time class="quiet" datetime=moment_attr(version.at)>
                {moment_words(i18n, version.at)}
            </time>
            " "
            {what}
            {(!version.words.is_empty()).then(|| view! { <p>{version.words.clone()}</p> })}
        </li>
    }
    .into_any()
}

/// The same fault recorded on the same day by another device; one tap merges them.
pub fn twins(i18n: I18n, detail: &FindingDetail) -> AnyView {
    if detail.twins.is_empty() {
        return ().into_any();
    }
    let actions: Actions = expect_context();
    let lines = detail
        .twins
        .iter()
        .map(|twin| {
            let into = twin.finding;
            view! {
                <li class="twin">
                    <div>{line(i18n, twin)}</div>
                    <Button on_click=move |()| actions.merge(into) testid="review-merge">
                        {td_string!(i18n, review.merge)}
                    </Button>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="around">
            <h3>{td_string!(i18n, review.twins)}</h3>
            <p class="quiet">{td_string!(i18n, review.twins_text)}</p>
            <ol class="around-list">{lines}</ol>
        </section>
    }
    .into_any()
}

/// Findings of related rows at the same site on the same day (一事不二扣).
pub fn related(i18n: I18n, state: ReviewState, detail: &FindingDetail) -> AnyView {
    list(
        i18n,
        state,
        &detail.related,
        td_string!(i18n, review.related),
        td_string!(i18n, review.related_text),
    )
}

/// Earlier findings at the site.
pub fn history(i18n: I18n, state: ReviewState, detail: &FindingDetail) -> AnyView {
    list(
        i18n,
        state,
        &detail.history,
        td_string!(i18n, review.history),
        "",
    )
}

fn list(
    i18n: I18n,
    state: ReviewState,
    items: &[QueueItem],
    title: &'static str,
    text: &'static str,
) -> AnyView {
    if items.is_empty() {
        return ().into_any();
    }
    let lines = items
        .iter()
        .map(|item| {
            let to = address::href(&state.filter.get_untracked(), Some(item.finding));
            view! {
                <li>
                    <a href=to data-noscroll="">
                        {line(i18n, item)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="around">
            <h3>{title}</h3>
            {(!text.is_empty()).then(|| view! { <p class="quiet">{text}</p> })}
            <ol class="around-list">{lines}</ol>
        </section>
    }
    .into_any()
}

pub(super) fn line(i18n: I18n, item: &QueueItem) -> AnyView {
    let name = table_words(i18n, &item.checkpoint_name, item.checkpoint_en.as_deref()).to_owned();
    view! {
        <StateTag state=item.state />
        " "
        <span>{format!("{} {name}", item.indicator)}</span>
        " "
        <span class="quiet">
            <time datetime=moment_attr(item.observed_at)>
                {moment_words(i18n, item.observed_at)}
            </time>
            " "
            {item.inspector.clone()}
        </span>
    }
    .into_any()
}
