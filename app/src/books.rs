//! The books: the data behind a quarter's results (数据填报 and 季度), and the codes of the sites.
//! They are a program of their own, since they have many forms and an office needs nothing else.

use crate::components::guard::guarded;
use crate::frame;
use crate::pages::codes::Codes;
use crate::pages::facts_import::FactsImport;
use crate::pages::not_found::Elsewhere;
use crate::pages::{facts, quarters};
use crate::part::Part;
use crate::places;
use leptos::prelude::*;
use leptos_router::SsrMode;
use leptos_router::components::{Route, Routes};

/// The books as one component.
#[component]
pub fn BooksApp() -> impl IntoView {
    frame(Part::Books, || view! { <Pages /> }.into_any())
}

/// The main part of every page. Pages are rendered whole (`Async`).
#[component]
fn Pages() -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <Routes fallback=|| view! { <Elsewhere /> }.into_any()>
                <Route path=places::FACTS ssr=SsrMode::Async view=guarded(places::FACTS, || view! { <facts::Facts /> }.into_any()) />
                <Route path=places::FACTS_IMPORT ssr=SsrMode::Async view=guarded(places::FACTS_IMPORT, || view! { <FactsImport /> }.into_any()) />
                <Route path=places::QUARTERS ssr=SsrMode::Async view=guarded(places::QUARTERS, || view! { <quarters::Quarters /> }.into_any()) />
                <Route path=places::CODES ssr=SsrMode::Async view=guarded(places::CODES, || view! { <Codes /> }.into_any()) />
            </Routes>
        </main>
    }
}
