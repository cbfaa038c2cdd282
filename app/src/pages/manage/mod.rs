//! 管理: the registry of the district, kept by its administrator.

mod entry;
mod file;
mod invitations;
mod list;
pub mod people;
pub mod setup;
pub mod sites;
pub mod tables;
pub mod towns;
pub mod words;

pub use people::People;
pub use setup::SetUpPage;
pub use sites::Sites;
pub use tables::{TablePage, Tables};
pub use towns::Towns;

use crate::language::use_words;
use crate::places;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// From one part of 管理 to the others; `here` is the address of the one that is shown.
#[component]
fn Tabs(here: &'static str) -> impl IntoView {
    let i18n = use_words();
    let tabs = [
        (places::MANAGE.address, td_string!(i18n, manage.nav_home)),
        (
            places::MANAGE_TOWNS.address,
            td_string!(i18n, manage.nav_towns),
        ),
        (
            places::MANAGE_SITES.address,
            td_string!(i18n, manage.nav_sites),
        ),
        (
            places::MANAGE_PEOPLE.address,
            td_string!(i18n, manage.nav_people),
        ),
        (
            places::MANAGE_TABLES.address,
            td_string!(i18n, manage.tables),
        ),
    ];
    let links = tabs
        .into_iter()
        .map(|(address, words)| {
            view! {
                <li>
                    <a href=address aria-current=(address == here).then_some("page")>
                        {words}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="manage-tabs" aria-label=td_string!(i18n, manage.parts)>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}
