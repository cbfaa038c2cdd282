//! The filters above the list.

use crate::api::review::QueueFilter;
use crate::components::{Button, ButtonKind};
use crate::language::use_words;
use crate::pages::review::address::FORMS;
use crate::pages::review::desk::Desk;
use crate::words_of::{fill, form_word, method_word, state_word};
use domain::inspection::{FindingState, Method};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// An option of a list: its value in the address and its words.
type Choices = Vec<(String, String)>;

/// The filters; on a phone they open on a tap.
#[component]
pub fn Filters() -> impl IntoView {
    let i18n = use_words();
    let desk: Desk = expect_context();
    let open = RwSignal::new(false);
    let change = move |edit: &dyn Fn(&mut QueueFilter)| {
        let mut filter = desk.filter.get_untracked();
        edit(&mut filter);
        desk.refilter(&filter);
    };
    let in_use = move || desk.filter.with(count);

    let states = {
        let mut states = vec![
            (
                String::new(),
                td_string!(i18n, review.state_waiting).to_owned(),
            ),
            (
                String::from("all"),
                td_string!(i18n, review.state_all).to_owned(),
            ),
        ];
        states.extend(
            FindingState::ALL
                .iter()
                .filter(|it| **it != FindingState::Moved)
                .map(|it| (it.as_str().to_owned(), state_word(i18n, *it).to_owned())),
        );
        states
    };
    let any = move |words: &'static str| (String::new(), words.to_owned());
    let methods = {
        let mut all = vec![any(td_string!(i18n, review.any_method))];
        all.extend(
            Method::ALL.map(|it| (it.as_str().to_owned(), method_word(i18n, it).to_owned())),
        );
        all
    };
    let forms = {
        let mut all = vec![any(td_string!(i18n, review.any_form))];
        all.extend(FORMS.map(|it| (it.as_str().to_owned(), form_word(i18n, it).to_owned())));
        all
    };
    let towns = Signal::derive(move || {
        let mut all = vec![any(td_string!(i18n, review.any_town))];
        all.extend(
            desk.towns
                .get()
                .into_iter()
                .map(|(id, name)| (id.to_string(), name)),
        );
        all
    });
    let indicators = Signal::derive(move || {
        let mut all = vec![any(td_string!(i18n, review.any_indicator))];
        all.extend(
            desk.indicators
                .get()
                .into_iter()
                .map(|(id, name)| (id.clone(), format!("{id} {name}"))),
        );
        all
    });

    view! {
        <div class="filters" class:filters-open=move || open.get() role="search">
            <button
                type="button"
                class="button button-secondary filters-toggle"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || match in_use() {
                    0 => td_string!(i18n, review.filters_none).to_owned(),
                    count => fill(td_string!(i18n, review.filters), &[("count", &count)]),
                }}
            </button>
            <Select
                name="state"
                label=td_string!(i18n, review.filter_state)
                choices=states
                value=Signal::derive(move || {
                    desk.filter
                        .with(|filter| match filter.state {
                            Some(state) => state.as_str().to_owned(),
                            None if filter.all => String::from("all"),
                            None => String::new(),
                        })
                })
                on_pick=move |value: String| {
                    change(
                        &|filter| {
                            filter.all = value == "all";
                            filter.state = FindingState::ALL
                                .into_iter()
                                .find(|it| it.as_str() == value);
                        },
                    )
                }
            />
            <Select
                name="town"
                label=td_string!(i18n, review.filter_town)
                choices=towns
                value=Signal::derive(move || {
                    desk.filter.with(|it| it.town.as_ref().map(ToString::to_string).unwrap_or_default())
                })
                on_pick=move |value: String| {
                    change(
                        &|filter| {
                            filter.town = value.parse().ok();
                            filter.site = None;
                        },
                    )
                }
            />
            <Select
                name="indicator"
                label=td_string!(i18n, review.filter_indicator)
                choices=indicators
                value=Signal::derive(move || desk.filter.with(|it| it.indicator.clone().unwrap_or_default()))
                on_pick=move |value: String| {
                    change(
                        &|filter| {
                            filter.indicator = Some(value.clone()).filter(|it| !it.is_empty());
                        },
                    )
                }
            />
            <Select
                name="method"
                label=td_string!(i18n, review.filter_method)
                choices=methods
                value=Signal::derive(move || {
                    desk.filter.with(|it| it.method.map_or("", Method::as_str).to_owned())
                })
                on_pick=move |value: String| {
                    change(
                        &|filter| {
                            filter.method = Method::ALL.into_iter().find(|it| it.as_str() == value);
                        },
                    )
                }
            />
            <Select
                name="form"
                label=td_string!(i18n, review.filter_form)
                choices=forms
                value=Signal::derive(move || {
                    desk.filter.with(|it| it.form.map(|it| it.as_str()).unwrap_or_default().to_owned())
                })
                on_pick=move |value: String| {
                    change(
                        &|filter| {
                            filter.form = FORMS.into_iter().find(|it| it.as_str() == value);
                        },
                    )
                }
            />
            {move || {
                desk.filter
                    .with(|it| it.site.is_some())
                    .then(|| {
                        view! {
                            <Button on_click=move |()| change(&|filter| filter.site = None)>
                                {td_string!(i18n, review.one_site)}
                                <span aria-hidden="true">"✕"</span>
                            </Button>
                        }
                    })
            }}
            {move || {
                (in_use() > 0)
                    .then(|| {
                        view! {
                            <Button
                                kind=ButtonKind::Quiet
                                on_click=move |()| desk.refilter(&QueueFilter::default())
                            >
                                {td_string!(i18n, review.clear_filters)}
                            </Button>
                        }
                    })
            }}
        </div>
    }
}

fn count(filter: &QueueFilter) -> usize {
    [
        filter.town.is_some(),
        filter.site.is_some(),
        filter.method.is_some(),
        filter.form.is_some(),
        filter.indicator.is_some(),
        filter.state.is_some() || filter.all,
    ]
    .into_iter()
    .filter(|set| *set)
    .count()
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
