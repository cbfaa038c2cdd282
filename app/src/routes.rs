//! Which address shows which page, of those that the server renders. Those of the
//! evaluation are in `desk`, the inspector's in `on_tablet`.

use crate::components::guard::Guard;
use crate::pages::{codes::Codes, home::Home, not_found::Elsewhere, rescue, review, session, town};
use domain::people::Role;
use leptos::prelude::*;
use leptos_router::components::{Route, Routes};
use leptos_router::{SsrMode, path};

/// The main part of every page. Pages are rendered whole (`Async`): nothing moves after it is
/// shown, and nothing has to be streamed by scripts.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <Routes fallback=|| view! { <Elsewhere /> }.into_any()>
                <Route path=path!("/") ssr=SsrMode::Async view=|| view! { <Home /> }.into_any() />
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
                    path=path!("/rescue")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor]>
                                <rescue::Rescue />
                            </Guard>
                        }
                            .into_any()
                    }
                />
                <Route
                    path=path!("/codes")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor, Role::Administrator]>
                                <Codes />
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
            </Routes>
        </main>
    }
}
