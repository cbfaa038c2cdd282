//! The user interface: the pages that the server renders (`ssr`) and the browser hydrates
//! (`hydrate`), in five programs, and the inspector's part, which runs on the tablet (`tablet`).
// A view's type nests as deeply as its elements.
#![recursion_limit = "512"]

pub mod address;
pub mod api;
pub mod books;
pub mod calls;
pub mod components;
pub mod desk;
#[cfg(feature = "ssr")]
pub mod door;
#[cfg(feature = "ssr")]
mod draw_words;
pub mod entered;
pub mod error;
#[cfg(feature = "ssr")]
pub mod export_words;
pub mod language;
pub mod local;
pub mod manage;
#[cfg(feature = "tablet")]
pub mod on_tablet;
pub mod pages;
pub mod part;
pub mod places;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod sync;
pub mod visits;
pub mod who;
mod words;
pub mod words_of;

pub use words::i18n;

use leptos::prelude::*;
use leptos_meta::{Html, Title, provide_meta_context};
use leptos_router::components::Router;
use part::Part;

/// The pages that everybody uses, as one component: the server renders it and the browser hydrates
/// it. The other programs are `desk::DeskApp`, `books::BooksApp`, `manage::ManageApp`,
/// `visits::VisitsApp` and `on_tablet::TabletApp`.
#[component]
pub fn App() -> impl IntoView {
    frame(Part::Pages, || view! { <routes::Pages /> }.into_any())
}

/// The frame around the pages that the server renders.
fn frame(part: Part, pages: fn() -> AnyView) -> AnyView {
    provide_meta_context();
    provide_context(part);
    let i18n = language::provide();
    who::provide();
    components::toast::provide();
    let product = leptos_i18n::td_string!(i18n, common.product);
    view! {
        <Html attr:lang=language::tag(i18n) />
        <Title formatter=move |page: String| {
            if page.is_empty() { product.to_owned() } else { format!("{page} - {product}") }
        } />
        <Router>
            <components::header::Header />
            {pages()}
            <components::header::Footer />
            <components::toast::ToastRegion />
        </Router>
    }
    .into_any()
}
