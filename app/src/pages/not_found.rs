//! An address that shows nothing.

use crate::language::use_words;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

/// Says so and leads home; the answer's status is 404.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    let i18n = use_words();
    view! {
        <Title text=td_string!(i18n, common.not_found_title) />
        <div class="narrow">
            <h1>{td_string!(i18n, common.not_found_title)}</h1>
            <p>{td_string!(i18n, common.not_found_text)}</p>
            <p>
                <a class="button button-primary" href="/">
                    {td_string!(i18n, common.to_home)}
                </a>
            </p>
        </div>
    }
}
