//! The filters above the list.

use super::narrowed::{FilterPart, set};
use super::typed::SearchField;
use crate::api::review::QueueFilter;
use crate::language::{I18n, use_words};
use crate::pages::review::address::FORMS;
use crate::pages::review::state::ReviewState;
use crate::words_of::{fill, form_word, method_word, state_word};
use domain::inspection::{FindingState, Method};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The options of a select: their values in the address and their words.
type Choices = Vec<(String, String)>;

/// Changes the filter in the address.
fn change(state: ReviewState, edit: impl FnOnce(&mut QueueFilter)) {
    let mut filter = state.filter.get_untracked();
    edit(&mut filter);
    state.refilter(&filter);
}

/// The filters. On phones and tablets all but the search are folded away; on a desktop only the
/// rarely used ones are.
#[component]
pub fn Filters() -> impl IntoView {
    let i18n = use_words();
    let state: ReviewState = expect_context();
    let folded = |filter: &QueueFilter| FilterPart::MORE.iter().any(|part| part.is_set(filter));
    let open = RwSignal::new(state.filter.with_untracked(folded));
    let in_use = move || state.filter.with(|filter| set(filter).len());
    let count = move || match in_use() {
        0 => td_string!(i18n, review.filters_none).to_owned(),
        count => fill(td_string!(i18n, review.filters), &[("count", &count)]),
    };
    view! {
        <div class="filters" class:filters-open=move || open.get() role="search">
            <SearchField />
            <button
                type="button"
                class="button button-secondary filters-toggle"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                data-testid="review-filters"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="filters-few">{count}</span>
                <span class="filters-rest">{td_string!(i18n, review.filters_more)}</span>
            </button>
            {by_state(i18n, state)}
            {place(i18n, state)}
            {inspector(i18n, state)}
            {days(i18n, state)}
            {seldom(i18n, state)}
        </div>
    }
    .into_any()
}

/// The option for "all", which precedes the others.
fn any(words: &str) -> (String, String) {
    (String::new(), words.to_owned())
}

fn by_state(i18n: I18n, state: ReviewState) -> AnyView {
    let mut choices = vec![
        any(td_string!(i18n, review.state_waiting)),
        (
            String::from("all"),
            td_string!(i18n, review.any_state).to_owned(),
        ),
    ];
    choices.extend(
        FindingState::ALL
            .iter()
            .map(|it| (it.as_str().to_owned(), state_word(i18n, *it).to_owned())),
    );
    let value = move || {
        state.filter.with(|filter| match filter.state {
            Some(state) => state.as_str().to_owned(),
            None if filter.all => String::from("all"),
            None => String::new(),
        })
    };
    let pick = move |value: String| {
        change(state, |filter| {
            filter.all = value == "all";
            filter.state = FindingState::ALL
                .into_iter()
                .find(|it| it.as_str() == value);
        });
    };
    view! {
        <Select
            name="state"
            label=td_string!(i18n, review.filter_state)
            choices=choices
            value=Signal::derive(value)
            on_pick=pick
        />
    }
    .into_any()
}

/// Town and site; the sites depend on the town.
fn place(i18n: I18n, state: ReviewState) -> AnyView {
    let towns = Signal::derive(move || {
        let mut all = vec![any(td_string!(i18n, review.any_town))];
        let known = state.towns.get().into_iter();
        all.extend(known.map(|(id, name)| (id.to_string(), name)));
        all
    });
    let sites = Signal::derive(move || {
        let mut all = vec![any(td_string!(i18n, review.any_site))];
        let known = state.sites.get();
        // A site without findings is no option, but the address may name it.
        let chosen = state.filter.with(|filter| filter.site.clone());
        let odd = chosen.filter(|id| !known.iter().any(|(it, _)| it == id));
        all.extend(odd.map(|id| (id.to_string(), id.to_string())));
        all.extend(known.into_iter().map(|(id, name)| (id.to_string(), name)));
        all
    });
    let town = move || {
        let town = state.filter.with(|it| it.town.clone());
        town.map_or_else(String::new, |it| it.to_string())
    };
    let site = move || {
        let site = state.filter.with(|it| it.site.clone());
        site.map_or_else(String::new, |it| it.to_string())
    };
    view! {
        <Select
            name="town"
            label=td_string!(i18n, review.filter_town)
            choices=towns
            value=Signal::derive(town)
            on_pick=move |value: String| {
                change(state, |filter| {
                    filter.town = value.parse().ok();
                    filter.site = None;
                })
            }
        />
        <Select
            name="site"
            label=td_string!(i18n, review.filter_site)
            choices=sites
            value=Signal::derive(site)
            on_pick=move |value: String| change(state, |filter| filter.site = value.parse().ok())
        />
    }
    .into_any()
}

fn inspector(i18n: I18n, state: ReviewState) -> AnyView {
    let people = Signal::derive(move || {
        let mut all = vec![any(td_string!(i18n, review.any_inspector))];
        let known = state.inspectors.get().into_iter();
        all.extend(known.map(|(id, name)| (id.to_string(), name)));
        all
    });
    let value = move || {
        let chosen = state.filter.with(|it| it.inspector);
        chosen.map_or_else(String::new, |it| it.to_string())
    };
    view! {
        <Select
            name="inspector"
            label=td_string!(i18n, review.filter_inspector)
            choices=people
            value=Signal::derive(value)
            on_pick=move |value: String| change(state, |filter| filter.inspector = value.parse().ok())
        />
    }
    .into_any()
}

/// The first and the last day.
fn days(i18n: I18n, state: ReviewState) -> AnyView {
    let day = move |name: &'static str, label: &'static str, is_last: bool| {
        let id = format!("filter-{name}");
        let value = move || {
            let day = state.filter.with(|it| {
                if is_last {
                    it.to.clone()
                } else {
                    it.from.clone()
                }
            });
            day.unwrap_or_default()
        };
        let pick = move |event| {
            let day = Some(event_target_value(&event)).filter(|it| !it.is_empty());
            change(state, |filter| {
                if is_last {
                    filter.to = day
                } else {
                    filter.from = day
                }
            });
        };
        view! {
            <label class="filter-day">
                <span>{label}</span>
                <input
                    id=id.clone()
                    class="input"
                    type="date"
                    value=untrack(value)
                    prop:value=value
                    data-testid=id
                    on:change=pick
                />
            </label>
        }
    };
    view! {
        <div class="filter filter-days" role="group" aria-label=td_string!(i18n, review.filter_days)>
            {day("from", td_string!(i18n, review.day_from), false)}
            {day("to", td_string!(i18n, review.day_to), true)}
        </div>
    }
    .into_any()
}

/// Indicator, method and form.
fn seldom(i18n: I18n, state: ReviewState) -> AnyView {
    let indicators = Signal::derive(move || {
        let mut all = vec![any(td_string!(i18n, review.any_indicator))];
        let known = state.indicators.get().into_iter();
        all.extend(known.map(|(id, name)| (id.clone(), format!("{id} {name}"))));
        all
    });
    let mut methods = vec![any(td_string!(i18n, review.any_method))];
    methods
        .extend(Method::ALL.map(|it| (it.as_str().to_owned(), method_word(i18n, it).to_owned())));
    let mut forms = vec![any(td_string!(i18n, review.any_form))];
    forms.extend(FORMS.map(|it| (it.as_str().to_owned(), form_word(i18n, it).to_owned())));
    let method = move || {
        let method = state.filter.with(|it| it.method);
        method.map_or_else(String::new, |it| it.as_str().to_owned())
    };
    let form = move || {
        let form = state.filter.with(|it| it.form);
        form.map_or_else(String::new, |it| it.as_str().to_owned())
    };
    view! {
        <div class="filter filter-seldom">
            <Select
                name="indicator"
                label=td_string!(i18n, review.filter_indicator)
                choices=indicators
                value=Signal::derive(move || state.filter.with(|it| it.indicator.clone().unwrap_or_default()))
                on_pick=move |value: String| {
                    change(state, |filter| filter.indicator = Some(value).filter(|it| !it.is_empty()))
                }
            />
            <Select
                name="method"
                label=td_string!(i18n, review.filter_method)
                choices=methods
                value=Signal::derive(method)
                on_pick=move |value: String| {
                    change(state, |filter| filter.method = Method::ALL.into_iter().find(|it| it.as_str() == value))
                }
            />
            <Select
                name="form"
                label=td_string!(i18n, review.filter_form)
                choices=forms
                value=Signal::derive(form)
                on_pick=move |value: String| {
                    change(state, |filter| filter.form = FORMS.into_iter().find(|it| it.as_str() == value))
                }
            />
        </div>
    }
    .into_any()
}

#[component]
fn Select(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] choices: Signal<Choices>,
    value: Signal<String>,
    #[prop(into)] on_pick: Callback<String>,
) -> impl IntoView {
    let id = format!("filter-{name}");
    view! {
        <div class="filter">
            <label class="filter-label" for=id.clone()>
                {label}
            </label>
            <select
                id=id
                class="input select"
                name=name
                data-testid=format!("filter-{name}")
                prop:value=move || value.get()
                on:change=move |event| on_pick.run(event_target_value(&event))
            >
                {move || {
                    let chosen = value.get_untracked();
                    choices
                        .get()
                        .into_iter()
                        .map(|(value, words)| {
                            let selected = value == chosen;
                            view! {
                                <option value=value selected=selected>
                                    {words}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </div>
    }
    .into_any()
}
