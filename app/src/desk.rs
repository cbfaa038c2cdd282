//! The desk: the pages of a quarter's evaluation, which the server renders and a program of their
//! own takes over. They weigh more than what everybody uses, and a town or an inspector needs none.

use crate::components::guard::Guard;
use crate::frame;
use crate::pages::bulletin::BulletinPage;
use crate::pages::facts_import::FactsImport;
use crate::pages::not_found::Elsewhere;
use crate::pages::{facts, quarters, scores, simulate};
use crate::who::Part;
use domain::people::Role;
use leptos::prelude::*;
use leptos_router::components::{Route, Routes};
use leptos_router::{SsrMode, path};

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
                <Route
                    path=path!("/facts")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor, Role::Office, Role::OfficeHead]>
                                <facts::Facts />
                            </Guard>
                        }
                            .into_any()
                    }
                />
                <Route
                    path=path!("/facts/import")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor, Role::Office, Role::OfficeHead]>
                                <FactsImport />
                            </Guard>
                        }
                            .into_any()
                    }
                />
                <Route
                    path=path!("/quarters")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor]>
                                <quarters::Quarters />
                            </Guard>
                        }
                            .into_any()
                    }
                />
                <Route
                    path=path!("/scores")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor]>
                                <scores::Scores />
                            </Guard>
                        }
                            .into_any()
                    }
                />
                <Route
                    path=path!("/simulate")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor]>
                                <simulate::Simulate />
                            </Guard>
                        }
                            .into_any()
                    }
                />
                <Route
                    path=path!("/bulletin")
                    ssr=SsrMode::Async
                    view=|| {
                        view! {
                            <Guard roles=&[Role::Supervisor]>
                                <BulletinPage />
                            </Guard>
                        }
                            .into_any()
                    }
                />
            </Routes>
        </main>
    }
}
