//! The search text of the list.

use crate::components::browser;
use crate::components::typed::Typed;
use crate::language::use_words;
use crate::pages::review::state::ReviewState;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The id of the field.
const FIELD: &str = "review-search";

/// Focuses the field. On a narrow screen an open finding covers it and is closed first.
pub(super) fn begin(state: ReviewState) {
    if browser::is_narrow() && state.selected.get_untracked().is_some() {
        state.select(None, false);
        request_animation_frame(|| browser::focus(FIELD));
    } else {
        browser::focus(FIELD);
    }
}

/// The field to search the list.
#[component]
pub fn SearchField() -> impl IntoView {
    let i18n = use_words();
    let state: ReviewState = expect_context();
    let address = Signal::derive(move || state.filter.with(|filter| filter.text.clone()));
    let typed = Typed::new(
        address,
        Callback::new(move |text: String| state.search(&text)),
    );
    view! {
        <div class="filter-search">
            <label class="visually-hidden" for=FIELD>
                {td_string!(i18n, review.search)}
            </label>
            {typed.field("search", FIELD, td_string!(i18n, review.search_hint))}
        </div>
    }
    .into_any()
}
