//! Addresses without a page.

use crate::address::search;
use crate::components::Loading;
use crate::components::browser::go;
use crate::language::use_words;
use crate::part::Part;
use crate::places::link::rel_of;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Says that there is no such page and links home; the status is 404.
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
                <a class="button button-primary" href="/" rel=rel_of("/")>
                    {td_string!(i18n, common.to_home)}
                </a>
            </p>
        </div>
    }
    .into_any()
}

/// Shown for an address without a page in this program: if another program owns the address, loads
/// it anew, else reports that there is no such page.
#[component]
pub fn Elsewhere() -> impl IntoView {
    let location = use_location();
    let path = location.pathname.get_untracked();
    if use_context::<Part>() == Some(Part::of(&path)) {
        return view! { <NotFound /> }.into_any();
    }
    Effect::new(move || {
        go(&format!(
            "{path}{}",
            search(&location.search.get_untracked())
        ));
    });
    view! { <Loading /> }.into_any()
}
