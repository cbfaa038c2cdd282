//! The search text of the list.

use crate::components::browser;
use crate::components::typed::Typed;
use crate::language::use_words;
use crate::pages::review::desk::Desk;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The id of the field.
const FIELD: &str = "review-search";

/// Focuses the field. On a narrow screen an open finding covers it and is closed first.
pub(super) fn begin(desk: Desk) {
    if browser::is_narrow() && desk.selected.get_untracked().is_some() {
        desk.select(None, false);
        request_animation_frame(|| browser::focus(FIELD));
    } else {
        browser::focus(FIELD);
    }
}

/// The field to search the list.
#[component]
pub fn SearchField() -> impl IntoView {
    let i18n = use_words();
    let desk: Desk = expect_context();
    let address = Signal::derive(move || desk.filter.with(|filter| filter.text.clone()));
    let typed = Typed::new(
        address,
        Callback::new(move |text: String| desk.search(&text)),
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
