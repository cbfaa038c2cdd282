//! Which address shows which page.

use crate::components::guard::{Guard, OnTablet};
use crate::pages::{home::Home, inspect, not_found::NotFound, review, session, town};
use domain::people::Role;
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::{SsrMode, path};

/// The main part of every page. Pages are rendered whole (`Async`): nothing moves after it is
/// shown, and nothing has to be streamed by scripts.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <Routes fallback=|| view! { <NotFound /> }.into_any()>
                <Route path=path!("/") ssr=SsrMode::Async view=|| view! { <Home /> }.into_any() />
                <Route path=path!("/sign-in") ssr=SsrMode::Async view=|| view! { <session::SignIn /> }.into_any() />
                <Route path=path!("/password") ssr=SsrMode::Async view=|| view! { <session::ChangePassword /> }.into_any() />
                <Route
                    path=path!("/review")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor]>
                                <review::Review />
                            </Guard>
                        }
                            .into_any()
                    }
                />
                <Route
                    path=path!("/town")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Town, Role::Supervisor]>
                                <town::Town />
                            </Guard>
                        }
                            .into_any()
                    }
                />
                <ParentRoute
                    path=path!("/inspect")
                    ssr=SsrMode::Async
                    view=|| view! { <OnTablet><inspect::Tablet /></OnTablet> }.into_any()
                >
                    <Route path=path!("") view=|| view! { <inspect::Today /> }.into_any() />
                    <Route path=path!("new") view=|| view! { <inspect::NewVisit /> }.into_any() />
                    <Route path=path!("sync") view=|| view! { <inspect::SyncCentre /> }.into_any() />
                    <Route path=path!(":visit") view=|| view! { <inspect::Checklist /> }.into_any() />
                    <Route path=path!(":visit/finish") view=|| view! { <inspect::Finish /> }.into_any() />
                </ParentRoute>
            </Routes>
        </main>
    }
}
