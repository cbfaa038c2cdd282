//! The site's history beside the photo: this checkpoint's earlier findings there, and the site's
//! other open findings.

use super::others::{led_to, line};
use crate::api::review::{Earlier, FindingDetail, QueueItem};
use crate::components::StateTag;
use crate::language::I18n;
use crate::pages::review::address;
use crate::pages::review::state::ReviewState;
use crate::words_of::{dated_words as dated, fill, moment_attr};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// How many are shown at first; a tap shows the others.
const AT_ONCE: usize = 3;

/// The site's earlier and open findings.
pub(super) fn here(i18n: I18n, state: ReviewState, detail: &FindingDetail) -> AnyView {
    let before = detail
        .before
        .iter()
        .map(|it| earlier(i18n, state, it))
        .collect();
    let open = detail
        .open
        .iter()
        .map(|it| waiting(i18n, state, it))
        .collect();
    view! {
        <section class="around here" aria-label=td_string!(i18n, review.here) data-testid="review-here">
            {few(
                i18n,
                (td_string!(i18n, review.before), td_string!(i18n, review.before_none)),
                before,
                "review-before",
            )}
            {few(
                i18n,
                (td_string!(i18n, review.open_there), td_string!(i18n, review.open_none)),
                open,
                "review-open-there",
            )}
        </section>
    }
    .into_any()
}

/// A list with its number and its first entries, or words if it is empty.
fn few(
    i18n: I18n,
    (title, none): (&'static str, &'static str),
    mut lines: Vec<AnyView>,
    testid: &'static str,
) -> AnyView {
    if lines.is_empty() {
        return view! { <p class="quiet" data-testid=testid>{none}</p> }.into_any();
    }
    let count = lines.len();
    let rest = lines.split_off(count.min(AT_ONCE));
    let more = (!rest.is_empty()).then(|| {
        view! {
            <details>
                <summary>{fill(td_string!(i18n, review.more_of), &[("count", &rest.len())])}</summary>
                <ol class="around-list">{rest}</ol>
            </details>
        }
    });
    view! {
        <div data-testid=testid>
            <h3>{fill(title, &[("count", &count)])}</h3>
            <ol class="around-list">{lines}</ol>
            {more}
        </div>
    }
    .into_any()
}

fn earlier(i18n: I18n, state: ReviewState, it: &Earlier) -> AnyView {
    let to = address::href(&state.filter.get_untracked(), Some(it.item.finding));
    let decided = it.decision.as_ref().map(|decision| {
        let reason = decision.reason.clone();
        view! {
            <span class="quiet">
                {format!("{} {}", decision.by, dated(i18n, decision.at))}
            </span>
            {(!reason.is_empty()).then(|| view! { <p>{reason}</p> })}
        }
    });
    let state = it
        .decision
        .as_ref()
        .map_or(it.item.state, |decision| led_to(decision.verdict));
    view! {
        <li>
            <a href=to data-noscroll="">
                <time datetime=moment_attr(it.item.observed_at)>{dated(i18n, it.item.observed_at)}</time>
                " "
                <StateTag state />
                " "
                {decided}
            </a>
        </li>
    }
    .into_any()
}

fn waiting(i18n: I18n, state: ReviewState, it: &QueueItem) -> AnyView {
    let to = address::href(&state.filter.get_untracked(), Some(it.finding));
    view! {
        <li>
            <a href=to data-noscroll="">
                {line(i18n, it)}
            </a>
        </li>
    }
    .into_any()
}
