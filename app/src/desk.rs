//! The desk: the pages of a quarter's results, rendered by the server and hydrated by their own
//! program. That program includes the scorer, which towns and inspectors do not need.

use crate::components::guard::guarded;
use crate::frame;
use crate::pages::not_found::Elsewhere;
use crate::pages::{scores, simulate};
use crate::part::Part;
use crate::places;
use leptos::prelude::*;
use leptos_router::SsrMode;
use leptos_router::components::{Route, Routes};

/// The desk as one component.
#[component]
pub fn DeskApp() -> impl IntoView {
    frame(Part::Desk, || view! { <Pages /> }.into_any())
}

/// The main part of every page. Pages are rendered whole (`Async`).
#[component]
fn Pages() -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <Routes fallback=|| view! { <Elsewhere /> }.into_any()>
                <Route path=places::SCORES ssr=SsrMode::Async view=guarded(places::SCORES, || view! { <scores::Scores /> }.into_any()) />
                <Route path=places::SIMULATE ssr=SsrMode::Async view=guarded(places::SIMULATE, || view! { <simulate::Simulate /> }.into_any()) />
            </Routes>
        </main>
    }
}
