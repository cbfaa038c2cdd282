//! 按距离排序: reads the device's position only when tapped.

use crate::language::{I18n, use_words};
use crate::local::nearest;
use crate::local::position::{NoFix, locate};
use crate::words_of::fill;
use domain::position::Position;
use domain::sync::wire::SiteRow;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::sync::Arc;

/// The sites under one heading.
pub(super) type Group = (String, Vec<Arc<SiteRow>>);

/// All groups as one, nearest first.
pub(super) fn as_one(i18n: I18n, groups: Vec<Group>, from: Position) -> Vec<Group> {
    if groups.is_empty() {
        return groups;
    }
    let sites = groups.into_iter().flat_map(|group| group.1).collect();
    let title = td_string!(i18n, inspect.nearest_title).to_owned();
    vec![(title, nearest::nearest_first(sites, from))]
}

/// The distance to a site in words; `None` if its position is unknown.
pub(super) fn distance(i18n: I18n, site: &SiteRow, from: Option<Position>) -> Option<String> {
    let (figure, kilometres) = nearest::said(nearest::metres(site, from?)?);
    let words = if kilometres {
        td_string!(i18n, inspect.about_kilometres)
    } else {
        td_string!(i18n, inspect.about_metres)
    };
    Some(fill(words, &[("count", &figure)]))
}

/// Why there is no position, and what to do.
pub(super) fn why(i18n: I18n, no: NoFix) -> &'static str {
    match no {
        NoFix::Denied => td_string!(i18n, inspect.position_denied),
        NoFix::Unavailable => td_string!(i18n, inspect.position_unavailable),
    }
}

/// The button; a second tap restores the normal order.
#[component]
pub(super) fn NearestFirst(from: RwSignal<Option<Position>>) -> impl IntoView {
    let i18n = use_words();
    // The words below the button: that it is searching, or why there is no position.
    let said = RwSignal::new(td_string!(i18n, inspect.nearest_hint));
    let tap = move |_| {
        if from.get_untracked().is_some() {
            return from.set(None);
        }
        said.set(td_string!(i18n, inspect.position_asking));
        spawn_local(async move {
            let answer = locate().await;
            // The list may be gone by now.
            let words = match answer {
                Ok(_) => td_string!(i18n, inspect.nearest_hint),
                Err(no) => why(i18n, no),
            };
            let _ = said.try_set(words);
            let _ = from.try_set(answer.ok().map(|fix| fix.at));
        });
    };
    view! {
        <div class="nearest">
            <button
                type="button"
                class="chip"
                aria-pressed=move || if from.get().is_some() { "true" } else { "false" }
                data-testid="nearest-first"
                on:click=tap
            >
                {td_string!(i18n, inspect.nearest_first)}
            </button>
            <p class="field-hint" role="status" data-testid="nearest-said">
                {move || said.get()}
            </p>
        </div>
    }
    .into_any()
}
