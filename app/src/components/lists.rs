//! The parts around a list: its search field, its filters, its pages and the text for an empty
//! list.

use crate::components::browser::{remember, remembered};
use crate::components::typed::Typed;
use crate::components::{EmptyState, Select};
use crate::language::I18n;
use crate::words_of::fill;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// Navigates to an address.
type Go = Box<dyn Fn(&str) + Send + Sync>;

/// The filters in the address's query, where they survive a reload and can be sent as a link.
#[derive(Clone, Copy)]
pub struct Filters {
    path: &'static str,
    go: StoredValue<Go>,
    query: Memo<leptos_router::params::ParamsMap>,
}

impl Filters {
    /// The filters of the page at `path`.
    pub fn new(path: &'static str) -> Self {
        let navigate = use_navigate();
        let query = use_query_map();
        Effect::new(move || remember(&left_at(path), &query.with(|query| query.to_query_string())));
        let go = move |to: &str| {
            let options = NavigateOptions {
                scroll: false,
                replace: true,
                ..Default::default()
            };
            navigate(to, options);
        };
        Self {
            path,
            go: StoredValue::new(Box::new(go)),
            query,
        }
    }

    /// The value of a filter in the address; empty if it is not set.
    pub fn get(self, name: &str) -> String {
        self.query.with(|query| query.get(name)).unwrap_or_default()
    }

    /// Like [`Filters::get`], without tracking the address.
    pub fn get_untracked(self, name: &str) -> String {
        let query = self.query.with_untracked(|query| query.get(name));
        query.unwrap_or_default()
    }

    /// The page number in the address, from 1.
    pub fn page(self) -> u32 {
        self.get("page").parse().unwrap_or(1)
    }

    /// Sets a filter in the address; any change but of the page returns to the first page.
    pub fn set(self, name: &str, value: &str) {
        let mut query = self.query.get_untracked();
        if name != "page" {
            query.remove("page");
        }
        query.remove(name);
        if !value.is_empty() {
            query.insert(name.to_owned(), value.to_owned());
        }
        let to = format!("{}{}", self.path, query.to_query_string());
        self.go.with_value(|go| go(&to));
    }

    /// Whether a filter other than the quarter is set.
    pub fn any(self) -> bool {
        let of_list = |name: &str| name != "page" && name != "quarter";
        self.query
            .with(|query| query.clone().into_iter().any(|(name, _)| of_list(&name)))
    }

    /// The query without quarter and page, as `&state=…`, to append to the links to other quarters.
    pub fn also(self) -> String {
        let mut query = self.query.get();
        query.remove("page");
        query.remove("quarter");
        query.to_query_string().replacen('?', "&", 1)
    }

    fn clear(self) {
        let quarter = self.query.with_untracked(|query| query.get("quarter"));
        let to = match quarter {
            Some(quarter) => format!("{}?quarter={quarter}", self.path),
            None => self.path.to_owned(),
        };
        self.go.with_value(|go| go(&to));
    }
}

/// The storage key of a list's last query.
fn left_at(path: &str) -> String {
    format!("xuncha.list.{path}")
}

/// The field that searches a list by name.
pub fn search_field(i18n: I18n, filters: Filters) -> AnyView {
    let hint = td_string!(i18n, manage.search_hint);
    text_filter(
        filters,
        ("text", "manage-search"),
        (td_string!(i18n, manage.search), hint),
    )
}

/// A text filter: its name in the address and its id, its label and its hint.
pub fn text_filter(
    filters: Filters,
    (name, id): (&'static str, &'static str),
    (label, hint): (&'static str, &'static str),
) -> AnyView {
    let address = Signal::derive(move || filters.get(name));
    let typed = Typed::new(
        address,
        Callback::new(move |text: String| filters.set(name, &text)),
    );
    view! {
        <div class="field manage-search">
            <label class="field-label" for=id>
                {label}
            </label>
            {typed.field("search", id, hint)}
        </div>
    }
    .into_any()
}

/// A filter by a day.
pub fn day_filter(
    filters: Filters,
    (name, id): (&'static str, &'static str),
    label: &'static str,
) -> AnyView {
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {label}
            </label>
            <input
                id=id
                class="input"
                type="date"
                value=untrack(move || filters.get(name))
                prop:value=move || filters.get(name)
                data-testid=id
                on:change=move |event| filters.set(name, &event_target_value(&event))
            />
        </div>
    }
    .into_any()
}

/// The links to the previous and the next page.
pub fn pager(i18n: I18n, filters: Filters, page: u32, pages: u32, total: u32) -> AnyView {
    let words = fill(
        td_string!(i18n, manage.page_of),
        &[("page", &page), ("pages", &pages), ("total", &total)],
    );
    let turn = move |to: u32, words: &'static str, is_there: bool| {
        view! {
            <button
                type="button"
                class="button button-secondary"
                disabled=!is_there
                on:click=move |_| filters.set("page", &to.to_string())
            >
                {words}
            </button>
        }
    };
    let turns = (pages > 1).then(|| {
        view! {
            {turn(page.saturating_sub(1), td_string!(i18n, manage.previous), page > 1)}
            {turn(page + 1, td_string!(i18n, manage.next), page < pages)}
        }
    });
    view! {
        <div class="manage-pager">
            <p class="quiet" role="status" data-testid="manage-total">
                {words}
            </p>
            {turns}
        </div>
    }
    .into_any()
}

/// The text for an empty registry list: either there are no entries, or none matches the filters.
pub fn nothing(i18n: I18n, filters: Filters, title: &'static str) -> AnyView {
    nothing_yet(
        i18n,
        filters,
        (title, td_string!(i18n, manage.nothing_text)),
    )
}

/// Like [`nothing`], with words on how entries come to be listed.
pub fn nothing_yet(
    i18n: I18n,
    filters: Filters,
    (title, text): (&'static str, &'static str),
) -> AnyView {
    if filters.any() {
        return view! {
            <EmptyState
                title=td_string!(i18n, manage.nothing_found)
                text=td_string!(i18n, manage.nothing_found_text)
            >
                <button
                    type="button"
                    class="button button-secondary"
                    on:click=move |_| filters.clear()
                >
                    {td_string!(i18n, manage.clear)}
                </button>
            </EmptyState>
        }
        .into_any();
    }
    view! { <EmptyState title text /> }.into_any()
}

/// A link back to a list with the filters, page and quarter it last had.
pub fn back(words: &'static str, path: &'static str) -> AnyView {
    let to = RwSignal::new(path.to_owned());
    Effect::new(move || {
        let left = remembered(&left_at(path)).unwrap_or_default();
        to.set(format!("{path}{left}"));
    });
    view! {
        <a class="button button-quiet" href=move || to.get()>
            {words}
        </a>
    }
    .into_any()
}

/// A filter as a choice, whose first value filters nothing: its name in the address and its id, its
/// label, and the values with their words.
pub fn filter(
    i18n: I18n,
    filters: Filters,
    (name, id): (&'static str, &'static str),
    label: &'static str,
    options: Vec<(String, String)>,
) -> AnyView {
    let chosen = RwSignal::new(untrack(move || filters.get(name)));
    Effect::new(move || chosen.set(filters.get(name)));
    let all = (String::new(), td_string!(i18n, manage.all).to_owned());
    let options = std::iter::once(all).chain(options).collect();
    view! {
        <Select
            id
            label
            options
            value=chosen
            on_change=move |value: String| filters.set(name, &value)
            testid=id
        />
    }
    .into_any()
}

/// A table whose lines have no actions.
pub fn plain_table(testid: &'static str, columns: &[&'static str], rows: AnyView) -> AnyView {
    let columns = columns
        .iter()
        .map(|words| view! { <th scope="col">{*words}</th> });
    view! {
        <div class="manage-scroll">
            <table class="manage-table manage-plain" data-testid=testid>
                <thead>
                    <tr>{columns.collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A table whose last column holds each line's actions and has no visible heading.
pub fn table(
    testid: &'static str,
    columns: &[&'static str],
    done: &'static str,
    rows: AnyView,
) -> AnyView {
    let columns = columns
        .iter()
        .map(|words| view! { <th scope="col">{*words}</th> });
    view! {
        <div class="manage-scroll">
            <table class="manage-table" data-testid=testid>
                <thead>
                    <tr>
                        {columns.collect_view()}
                        <th scope="col">
                            <span class="visually-hidden">{done}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
