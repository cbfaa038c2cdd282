//! 计划 and 检查: planning a district's visits, looking over them, and what belongs to them: what they took
//! from a town, and 救援 of a tablet's records.

use crate::components::guard::guarded;
use crate::frame;
use crate::pages::not_found::Elsewhere;
use crate::pages::plan::{Draw, Plan};
use crate::pages::rescue::Rescue;
use crate::pages::town::Town;
use crate::pages::visits::{Sheet, Visits};
use crate::part::Part;
use crate::places;
use leptos::prelude::*;
use leptos_router::SsrMode;
use leptos_router::components::{Route, Routes};

/// 计划 and 检查 as one component.
#[component]
pub fn VisitsApp() -> impl IntoView {
    frame(Part::Visits, || view! { <Pages /> }.into_any())
}

/// The main part of every page. Pages are rendered whole (`Async`).
#[component]
fn Pages() -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <Routes fallback=|| view! { <Elsewhere /> }.into_any()>
                <Route path=places::PLAN ssr=SsrMode::Async view=guarded(places::PLAN, || view! { <Plan /> }.into_any()) />
                <Route path=places::PLAN_DRAW ssr=SsrMode::Async view=guarded(places::PLAN_DRAW, || view! { <Draw /> }.into_any()) />
                <Route path=places::VISITS ssr=SsrMode::Async view=guarded(places::VISITS, || view! { <Visits /> }.into_any()) />
                <Route path=places::VISIT_SHEET ssr=SsrMode::Async view=guarded(places::VISIT_SHEET, || view! { <Sheet /> }.into_any()) />
                <Route path=places::TOWN ssr=SsrMode::Async view=guarded(places::TOWN, || view! { <Town /> }.into_any()) />
                <Route path=places::RESCUE ssr=SsrMode::Async view=guarded(places::RESCUE, || view! { <Rescue /> }.into_any()) />
            </Routes>
        </main>
    }
}
