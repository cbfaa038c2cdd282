//! 计划 and 检查: planning and reviewing a district's visits, and what belongs to them: what they
//! deducted from a town, and importing a tablet's rescue file.

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
