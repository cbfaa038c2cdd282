//! The routes of the pages that everybody uses. The other programs have their own: `desk`, `books`,
//! `manage`, `visits`, and the inspector's `on_tablet`.

use crate::components::guard::guarded;
use crate::pages::bulletin::BulletinPage;
use crate::pages::{home::Home, not_found::Elsewhere, overview::OverviewPage, review, session};
use crate::places;
use leptos::prelude::*;
use leptos_router::SsrMode;
use leptos_router::components::{Route, Routes};

/// The main part of every page. Pages are rendered whole (`Async`), so that nothing moves later and
/// no scripts have to stream content.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <Routes fallback=|| view! { <Elsewhere /> }.into_any()>
                <Route path=places::ROOT ssr=SsrMode::Async view=|| view! { <Home /> }.into_any() />
                <Route path=places::PASSWORD ssr=SsrMode::Async view=|| view! { <session::ChangePassword /> }.into_any() />
                <Route path=places::OVERVIEW ssr=SsrMode::Async view=guarded(places::OVERVIEW, || view! { <OverviewPage /> }.into_any()) />
                <Route path=places::BULLETIN ssr=SsrMode::Async view=guarded(places::BULLETIN, || view! { <BulletinPage /> }.into_any()) />
                <Route path=places::REVIEW ssr=SsrMode::Async view=guarded(places::REVIEW, || view! { <review::Review /> }.into_any()) />
            </Routes>
        </main>
    }
}
