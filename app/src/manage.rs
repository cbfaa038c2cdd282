//! 管理: setting up a district and keeping its registry. It is a program of its own, since few
//! people need its forms.

use crate::components::guard::guarded;
use crate::frame;
use crate::pages::manage::{
    AuditPage, BackupPage, Devices, People, SetUpPage, Sites, TablePage, Tables, Towns,
};
use crate::pages::not_found::Elsewhere;
use crate::part::Part;
use crate::places;
use leptos::prelude::*;
use leptos_router::SsrMode;
use leptos_router::components::{Route, Routes};

/// 管理 as one component.
#[component]
pub fn ManageApp() -> impl IntoView {
    frame(Part::Manage, || view! { <Pages /> }.into_any())
}

/// The main part of every page. Pages are rendered whole (`Async`).
#[component]
fn Pages() -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <Routes fallback=|| view! { <Elsewhere /> }.into_any()>
                <Route path=places::MANAGE ssr=SsrMode::Async view=guarded(places::MANAGE, || view! { <SetUpPage /> }.into_any()) />
                <Route path=places::MANAGE_TOWNS ssr=SsrMode::Async view=guarded(places::MANAGE_TOWNS, || view! { <Towns /> }.into_any()) />
                <Route path=places::MANAGE_SITES ssr=SsrMode::Async view=guarded(places::MANAGE_SITES, || view! { <Sites /> }.into_any()) />
                <Route path=places::MANAGE_PEOPLE ssr=SsrMode::Async view=guarded(places::MANAGE_PEOPLE, || view! { <People /> }.into_any()) />
                <Route path=places::MANAGE_TABLES ssr=SsrMode::Async view=guarded(places::MANAGE_TABLES, || view! { <Tables /> }.into_any()) />
                <Route path=places::MANAGE_DEVICES ssr=SsrMode::Async view=guarded(places::MANAGE_DEVICES, || view! { <Devices /> }.into_any()) />
                <Route path=places::MANAGE_TABLE ssr=SsrMode::Async view=guarded(places::MANAGE_TABLE, || view! { <TablePage /> }.into_any()) />
                <Route path=places::MANAGE_AUDIT ssr=SsrMode::Async view=guarded(places::MANAGE_AUDIT, || view! { <AuditPage /> }.into_any()) />
                <Route path=places::MANAGE_BACKUP ssr=SsrMode::Async view=guarded(places::MANAGE_BACKUP, || view! { <BackupPage /> }.into_any()) />
            </Routes>
        </main>
    }
}
