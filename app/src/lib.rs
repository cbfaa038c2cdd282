//! The user interface, shared by the server (`ssr`) and the browser (`hydrate`).

leptos_i18n::load_locales!();

use leptos::prelude::*;

/// The whole application: the same in a page that the server rendered and in the offline shell.
#[component]
pub fn App() -> impl IntoView {
    view! { <h1>"巡查"</h1> }
}
