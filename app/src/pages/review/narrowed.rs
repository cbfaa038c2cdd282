//! The active filters of the list, in words, each with a button that removes it.

use crate::api::review::QueueFilter;
use crate::components::{Button, ButtonKind, browser, when};
use crate::language::{I18n, use_words};
use crate::pages::review::state::ReviewState;
use crate::words_of::{day_words, fill, form_word, method_word, state_word};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterPart {
    Text,
    State,
    Town,
    Site,
    Inspector,
    Days,
    Indicator,
    Method,
    Form,
}

impl FilterPart {
    const ALL: [Self; 9] = [
        Self::Text,
        Self::State,
        Self::Town,
        Self::Site,
        Self::Inspector,
        Self::Days,
        Self::Indicator,
        Self::Method,
        Self::Form,
    ];

    /// The filters that a wide page folds away.
    pub(super) const MORE: [Self; 3] = [Self::Indicator, Self::Method, Self::Form];

    /// Whether the filter changes the list: it excludes findings, or adds decided ones.
    pub(super) fn is_set(self, filter: &QueueFilter) -> bool {
        match self {
            Self::Text => !filter.text.is_empty(),
            Self::State => filter.state.is_some() || filter.all,
            Self::Town => filter.town.is_some(),
            Self::Site => filter.site.is_some(),
            Self::Inspector => filter.inspector.is_some(),
            Self::Days => filter.from.is_some() || filter.to.is_some(),
            Self::Indicator => filter.indicator.is_some(),
            Self::Method => filter.method.is_some(),
            Self::Form => filter.form.is_some(),
        }
    }

    fn clear(self, filter: &mut QueueFilter) {
        match self {
            Self::Text => filter.text.clear(),
            Self::State => {
                filter.state = None;
                filter.all = false;
            }
            Self::Town => filter.town = None,
            Self::Site => filter.site = None,
            Self::Inspector => filter.inspector = None,
            Self::Days => {
                filter.from = None;
                filter.to = None;
            }
            Self::Indicator => filter.indicator = None,
            Self::Method => filter.method = None,
            Self::Form => filter.form = None,
        }
    }

    /// What the filter selects, in words.
    fn words(self, i18n: I18n, state: ReviewState, filter: &QueueFilter) -> String {
        let labelled = |label: &str, value: String| format!("{label}{}{value}", colon(i18n));
        match self {
            Self::Text => fill(
                td_string!(i18n, review.says),
                &[("text", &filter.text.trim())],
            ),
            Self::State => filter.state.map_or_else(
                || td_string!(i18n, review.any_state).to_owned(),
                |state| state_word(i18n, state).to_owned(),
            ),
            Self::Town => labelled(
                td_string!(i18n, review.filter_town),
                filter
                    .town
                    .as_ref()
                    .map(|id| state.town_name(id))
                    .unwrap_or_default(),
            ),
            Self::Site => labelled(
                td_string!(i18n, review.filter_site),
                filter
                    .site
                    .as_ref()
                    .map(|id| state.site_name(id))
                    .unwrap_or_default(),
            ),
            Self::Inspector => labelled(
                td_string!(i18n, review.filter_inspector),
                filter
                    .inspector
                    .map(|id| state.inspector_name(id))
                    .unwrap_or_default(),
            ),
            Self::Days => days(i18n, filter),
            Self::Indicator => labelled(
                td_string!(i18n, review.filter_indicator),
                filter.indicator.clone().unwrap_or_default(),
            ),
            Self::Method => filter
                .method
                .map(|it| method_word(i18n, it).to_owned())
                .unwrap_or_default(),
            Self::Form => filter
                .form
                .map(|it| form_word(i18n, it).to_owned())
                .unwrap_or_default(),
        }
    }
}

fn colon(i18n: I18n) -> &'static str {
    td_string!(i18n, review.colon)
}

fn days(i18n: I18n, filter: &QueueFilter) -> String {
    let words = |day: &Option<String>| day.as_deref().map(|day| day_words(i18n, day));
    match (words(&filter.from), words(&filter.to)) {
        (Some(from), Some(to)) if from == to => from,
        (Some(from), Some(to)) => fill(
            td_string!(i18n, review.between_days),
            &[("from", &from), ("to", &to)],
        ),
        (Some(from), None) => fill(td_string!(i18n, review.from_day), &[("day", &from)]),
        (None, Some(to)) => fill(td_string!(i18n, review.to_day), &[("day", &to)]),
        (None, None) => String::new(),
    }
}

/// The active filters.
pub(super) fn set(filter: &QueueFilter) -> Vec<FilterPart> {
    let all = FilterPart::ALL.into_iter();
    all.filter(|part| part.is_set(filter)).collect()
}

/// The active filters, in one line.
pub(super) fn in_words(i18n: I18n, state: ReviewState) -> String {
    let filter = state.filter.get();
    let words: Vec<String> = set(&filter)
        .into_iter()
        .map(|part| part.words(i18n, state, &filter))
        .collect();
    words.join(td_string!(i18n, common.list_separator))
}

/// How many findings match, and each active filter with a button that removes it; empty if none is
/// active.
#[component]
pub fn Narrowed() -> impl IntoView {
    let i18n = use_words();
    let state: ReviewState = expect_context();
    let any = move || state.filter.with(|filter| !set(filter).is_empty());
    when(any, move || {
        let chips = move || {
            let filter = state.filter.get();
            let parts = set(&filter).into_iter().enumerate();
            parts
                .map(|(at, part)| chip(i18n, state, (at, part), part.words(i18n, state, &filter)))
                .collect_view()
        };
        view! {
            <div class="narrowed" data-testid="review-narrowed">
                <span class="narrowed-count">
                    {move || fill(td_string!(i18n, review.matches), &[("count", &state.total.get())])}
                </span>
                {chips}
                <Button
                    kind=ButtonKind::Quiet
                    on_click=move |()| state.refilter(&QueueFilter::default())
                    testid="review-clear"
                >
                    {td_string!(i18n, review.clear_filters)}
                </Button>
            </div>
        }
        .into_any()
    })
}

/// The id of a filter's chip, by its index.
fn chip_id(at: usize) -> String {
    format!("narrowed-{at}")
}

fn chip(i18n: I18n, state: ReviewState, (at, part): (usize, FilterPart), words: String) -> AnyView {
    let label = fill(td_string!(i18n, review.clear_one), &[("what", &words)]);
    let clear = move |_| {
        let mut filter = state.filter.get_untracked();
        part.clear(&mut filter);
        let left = set(&filter).len();
        state.refilter(&filter);
        // Removing the focused chip loses the focus: move it to the next chip, or else to the page.
        request_animation_frame(move || match left.checked_sub(1) {
            Some(last) => browser::focus_in_place(&chip_id(at.min(last))),
            None => browser::focus_in_place("main"),
        });
    };
    view! {
        <button id=chip_id(at) type="button" class="narrowed-chip" aria-label=label on:click=clear>
            <span>{words}</span>
            <span aria-hidden="true">"✕"</span>
        </button>
    }
    .into_any()
}
