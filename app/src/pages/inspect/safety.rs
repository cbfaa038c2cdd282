//! Warnings about the tablet itself: it stores nothing any more, could not store something, may
//! lose what waits, or will not start without a network.

use crate::components::browser::reload;
use crate::components::{Banner, BannerKind, Button, when};
use crate::language::use_words;
use crate::local::room::{self, Risk};
use crate::local::worker::Hindered;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::strip::waiting;
use crate::words_of::fill;
use domain::ids::VisitId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::collections::BTreeSet;

/// Says that the browser has closed the storage for good. It covers every page of the tablet
/// instead of pushing content down: a tap on a moving list would hit the wrong row.
#[component]
pub(super) fn Closed() -> impl IntoView {
    let i18n = use_words();
    let closed = use_here().store.closed();
    when(
        move || closed.get(),
        move || {
            view! {
                <div class="over-page">
                    <Banner kind=BannerKind::Failure testid="storage-closed">
                        {td_string!(i18n, storage.closed)} " "
                        <Button on_click=move |()| reload() testid="storage-reload">
                            {td_string!(i18n, storage.reload)}
                        </Button>
                    </Banner>
                </div>
            }
            .into_any()
        },
    )
}

/// All other warnings, on 今日.
#[component]
pub(super) fn Safety() -> impl IntoView {
    view! {
        <LostPhotos />
        <AtRisk />
        <NotOffline />
    }
    .into_any()
}

/// Photos whose bytes were lost, by visit.
#[component]
fn LostPhotos() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let lost = move || here.store.lost_photos();
    let visits = move || {
        let visits: BTreeSet<VisitId> = lost().iter().map(|it| it.visit).collect();
        let name = |visit: VisitId| {
            here.store.peek(|tablet| {
                let site = tablet.visit(visit).map(|it| tablet.site_name(&it.site));
                (visit, site.unwrap_or_default())
            })
        };
        visits.into_iter().map(name).collect::<Vec<_>>()
    };
    when(
        move || !lost().is_empty(),
        move || {
            view! {
                <Banner kind=BannerKind::Failure testid="lost-photos">
                    {move || {
                        let count = lost().len() as u64;
                        fill(td_string!(i18n, storage.lost_photos), &[("count", &count)])
                    }}
                    {move || {
                        visits()
                            .into_iter()
                            .map(|(visit, site)| view! { " " <a href=format!("/inspect/{visit}")>{site}</a> })
                            .collect_view()
                    }}
                </Banner>
            }
            .into_any()
        },
    )
}

/// Says that the browser may delete data that still waits.
#[component]
fn AtRisk() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let risk = RwSignal::new(None);
    spawn_local(async move {
        let found = room::risk().await;
        // The page may be gone by now.
        let _ = risk.try_set(found);
    });
    when(
        move || risk.get().is_some() && waiting(here) != (0, 0),
        move || {
            view! {
                <Banner kind=BannerKind::Warning testid="storage-risk">
                    {move || match risk.get() {
                        Some(Risk::PrivateWindow) => td_string!(i18n, storage.private),
                        _ => td_string!(i18n, storage.not_kept),
                    }}
                </Banner>
            }
            .into_any()
        },
    )
}

/// Says that the shell is not installed, and why.
#[component]
fn NotOffline() -> impl IntoView {
    let i18n = use_words();
    let hindered = use_here().hindered;
    when(
        move || hindered.get().is_some(),
        move || {
            view! {
                <Banner kind=BannerKind::Warning testid="not-offline">
                    {move || match hindered.get() {
                        Some(Hindered::Late) => td_string!(i18n, storage.shell_late),
                        _ => td_string!(i18n, storage.no_worker),
                    }}
                </Banner>
            }
            .into_any()
        },
    )
}
