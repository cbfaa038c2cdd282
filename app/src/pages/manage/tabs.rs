//! Links between the parts of 管理.

use crate::language::use_words;
use crate::places::{self, Place};
use crate::who::use_who;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Links to the parts of 管理.
#[component]
pub fn Tabs(
    /// The address of the current part.
    here: &'static str,
) -> impl IntoView {
    let i18n = use_words();
    let who = use_who();
    let tabs: [(Place, &str); 8] = [
        (places::MANAGE, td_string!(i18n, manage.nav_home)),
        (places::MANAGE_TOWNS, td_string!(i18n, manage.nav_towns)),
        (places::MANAGE_SITES, td_string!(i18n, manage.nav_sites)),
        (places::MANAGE_PEOPLE, td_string!(i18n, manage.nav_people)),
        (places::MANAGE_TABLES, td_string!(i18n, manage.tables)),
        (places::MANAGE_DEVICES, td_string!(i18n, upkeep.nav_devices)),
        (places::MANAGE_BACKUP, td_string!(i18n, upkeep.nav_backup)),
        (places::MANAGE_AUDIT, td_string!(i18n, upkeep.nav_audit)),
    ];
    let links = tabs
        .into_iter()
        .filter(|(place, _)| place.right.is_some_and(|right| who.may(right)))
        .map(|(Place { address, .. }, words)| {
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
