//! 扫码: scanning the site's code instead of searching its name, if the browser can.

use crate::components::Sheet;
use crate::language::use_words;
use crate::local::code::site_in;
use crate::local::scan::{can_scan, scan};
use crate::pages::inspect::here::use_here;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_router::hooks::use_navigate;

/// The button and the dialog with the camera, once the browser is known to read codes; otherwise a
/// hint what to do instead.
#[component]
pub(super) fn ScanButton() -> impl IntoView {
    let i18n = use_words();
    let able = RwSignal::new(None);
    let open = RwSignal::new(false);
    spawn_local(async move {
        let can = can_scan().await;
        // The list may be gone by now.
        let _ = able.try_set(Some(can));
    });
    move || {
        match able.get() {
        None => ().into_any(),
        Some(false) => view! {
            <p class="field-hint" data-testid="scan-unable">{td_string!(i18n, storage.scan_unable)}</p>
        }
        .into_any(),
        Some(true) => view! {
            <button
                type="button"
                class="button button-secondary"
                data-testid="scan"
                on:click=move |_| open.set(true)
            >
                {td_string!(i18n, inspect.scan)}
            </button>
            <Sheet open title=td_string!(i18n, inspect.scan_title) testid="scan-sheet">
                <Finder />
            </Sheet>
        }
        .into_any(),
    }
    }
}

/// The camera's picture, and a message about the code in view.
#[component]
fn Finder() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let navigate = use_navigate();
    let video = NodeRef::<html::Video>::new();
    let said = RwSignal::new(td_string!(i18n, inspect.scan_hint));
    Effect::new(move || {
        let Some(video) = video.get() else {
            return;
        };
        let navigate = navigate.clone();
        // `said` is disposed together with the dialog, so it tells whether the dialog is open.
        let wanted = move || said.try_get_untracked().is_some();
        let found = move |text: &str| {
            let Some(site) = site_in(text) else {
                said.set(td_string!(i18n, inspect.scan_foreign));
                return false;
            };
            if !here.store.peek(|tablet| tablet.sites.contains_key(&site)) {
                said.set(td_string!(i18n, inspect.scan_unknown));
                return false;
            }
            navigate(&format!("/inspect/new?site={site}"), Default::default());
            true
        };
        spawn_local(async move {
            if !scan(video.into(), wanted, found).await {
                let _ = said.try_set(td_string!(i18n, inspect.scan_no_camera));
            }
        });
    });
    view! {
        <video node_ref=video class="finder" autoplay playsinline muted aria-hidden="true"></video>
        <p role="status" data-testid="scan-said">
            {move || said.get()}
        </p>
    }
    .into_any()
}
