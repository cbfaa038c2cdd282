//! What of the list the filters leave out: each that is set, in words, with a way to take it away.

use crate::api::review::QueueFilter;
use crate::components::{Button, ButtonKind, browser, when};
use crate::language::{I18n, use_words};
use crate::pages::review::desk::Desk;
use crate::words_of::{day_words, fill, form_word, method_word, state_word};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
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

impl Part {
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

    /// Those that a wide page shows only when they are asked for.
    pub(super) const MORE: [Self; 3] = [Self::Indicator, Self::Method, Self::Form];

    /// Whether it leaves anything out, or brings in what does not wait.
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

    /// What it lets through, in words.
    fn words(self, i18n: I18n, desk: Desk, filter: &QueueFilter) -> String {
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
                    .map(|id| desk.town_name(id))
                    .unwrap_or_default(),
            ),
            Self::Site => labelled(
                td_string!(i18n, review.filter_site),
                filter
                    .site
                    .as_ref()
                    .map(|id| desk.site_name(id))
                    .unwrap_or_default(),
            ),
            Self::Inspector => labelled(
                td_string!(i18n, review.filter_inspector),
                filter
                    .inspector
                    .map(|id| desk.inspector_name(id))
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

/// The filters that are set.
pub(super) fn set(filter: &QueueFilter) -> Vec<Part> {
    let all = Part::ALL.into_iter();
    all.filter(|part| part.is_set(filter)).collect()
}

/// The filters that are set, in one line.
pub(super) fn in_words(i18n: I18n, desk: Desk) -> String {
    let filter = desk.filter.get();
    let words: Vec<String> = set(&filter)
        .into_iter()
        .map(|part| part.words(i18n, desk, &filter))
        .collect();
    words.join(td_string!(i18n, common.list_separator))
}

/// How many match, each filter that is set, and a way to take it away; nothing where none is.
#[component]
pub fn Narrowed() -> impl IntoView {
    let i18n = use_words();
    let desk: Desk = expect_context();
    let any = move || desk.filter.with(|filter| !set(filter).is_empty());
    when(any, move || {
        let chips = move || {
            let filter = desk.filter.get();
            let parts = set(&filter).into_iter().enumerate();
            parts
                .map(|(at, part)| chip(i18n, desk, (at, part), part.words(i18n, desk, &filter)))
                .collect_view()
        };
        view! {
            <div class="narrowed" data-testid="review-narrowed">
                <span class="narrowed-count">
                    {move || fill(td_string!(i18n, review.matches), &[("count", &desk.total.get())])}
                </span>
                {chips}
                <Button
                    kind=ButtonKind::Quiet
                    on_click=move |()| desk.refilter(&QueueFilter::default())
                    testid="review-clear"
                >
                    {td_string!(i18n, review.clear_filters)}
                </Button>
            </div>
        }
        .into_any()
    })
}

/// The id of a filter's chip, by its place.
fn chip_id(at: usize) -> String {
    format!("narrowed-{at}")
}

fn chip(i18n: I18n, desk: Desk, (at, part): (usize, Part), words: String) -> AnyView {
    let label = fill(td_string!(i18n, review.clear_one), &[("what", &words)]);
    let clear = move |_| {
        let mut filter = desk.filter.get_untracked();
        part.clear(&mut filter);
        let left = set(&filter).len();
        desk.refilter(&filter);
        // The chip goes with the focus on it: the next one has it then, or the page.
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
