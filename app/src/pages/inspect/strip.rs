//! The sync strip on every screen of the tablet: what is stored here and what was uploaded.

use crate::language::{I18n, use_words};
use crate::local::tablet::Tablet;
use crate::pages::inspect::here::{Here, use_here};
use crate::words_of::{fill, moment_words};
use domain::sync::outbox::Pause;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// How many operations and photos wait.
pub(super) fn waiting(here: Here) -> (usize, usize) {
    here.store
        .with(|tablet| (tablet.waiting().count(), tablet.photos_waiting()))
}

/// What waits, in words; `None` if nothing does.
pub(super) fn waiting_words(i18n: I18n, ops: usize, photos: usize) -> Option<String> {
    let (o, p) = (ops as u64, photos as u64);
    match (ops, photos) {
        (0, 0) => None,
        (_, 0) => Some(fill(td_string!(i18n, sync.waiting_ops), &[("ops", &o)])),
        (0, _) => Some(fill(
            td_string!(i18n, sync.waiting_photos),
            &[("photos", &p)],
        )),
        _ => Some(fill(
            td_string!(i18n, sync.waiting_both),
            &[("ops", &o), ("photos", &p)],
        )),
    }
}

/// What the person has to do, in words.
pub(super) fn pause_words(i18n: I18n, pause: Pause) -> String {
    match pause {
        Pause::SignIn => td_string!(i18n, sync.pause_sign_in).to_owned(),
        Pause::Revoked => td_string!(i18n, sync.pause_revoked).to_owned(),
        Pause::Refused { seq } => fill(td_string!(i18n, sync.pause_refused), &[("seq", &seq)]),
        Pause::ServerFull => td_string!(i18n, sync.pause_full).to_owned(),
    }
}

/// The strip; a tap opens the sync centre.
#[component]
pub(super) fn SyncStrip() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let counts = Memo::new(move |_| waiting(here));
    let look = move || {
        let (ops, photos) = counts.get();
        let status = here.status.get();
        let failed = here.store.failed().with(Option::is_some);
        let kept = td_string!(i18n, sync.kept_here);
        if failed {
            (
                "strip strip-failed",
                td_string!(i18n, sync.not_saved).to_owned(),
            )
        } else if let Some(pause) = status.pause {
            ("strip strip-failed", pause_words(i18n, pause))
        } else if let Some(words) = waiting_words(i18n, ops, photos) {
            let away = if status.unreachable {
                format!("{} · ", td_string!(i18n, sync.offline))
            } else {
                String::new()
            };
            ("strip strip-waiting", format!("{away}{words} · {kept}"))
        } else if status.unreachable {
            // Nothing waits, but nothing new arrives either: green would promise that.
            let words = match here.store.heard_at() {
                Some(at) => fill(
                    td_string!(i18n, sync.offline_since),
                    &[("at", &moment_words(i18n, at))],
                ),
                None => td_string!(i18n, sync.offline).to_owned(),
            };
            ("strip", words)
        } else {
            match here.store.heard_at() {
                Some(at) => (
                    "strip strip-ok",
                    fill(
                        td_string!(i18n, sync.all_sent),
                        &[("at", &moment_words(i18n, at))],
                    ),
                ),
                None => ("strip", td_string!(i18n, sync.none_yet).to_owned()),
            }
        }
    };
    let readiness = move || {
        if here.is_ready() && here.status.with(|status| status.unreachable) {
            // Being offline needs no word on readiness, and the line is short on a phone.
            ().into_any()
        } else if here.is_ready() {
            view! { <span class="strip-ready" data-testid="offline-ready">{td_string!(i18n, inspect.ready)}</span> }
                .into_any()
        } else if here.hindered.get().is_some() {
            // 今日 shows why, and what to do.
            ().into_any()
        } else if here.store.with(Tablet::has_no_sites) {
            view! { <span data-testid="no-sites">{td_string!(i18n, inspect.no_sites)}</span> }
                .into_any()
        } else if here.store.with(|tablet| tablet.is_ready()) {
            view! { <span>{td_string!(i18n, inspect.preparing_worker)}</span> }.into_any()
        } else {
            view! { <span>{td_string!(i18n, inspect.preparing)}</span> }.into_any()
        }
    };
    view! {
        <a
            href="/inspect/sync"
            class=move || look().0
            data-testid="sync-strip"
            data-ops=move || counts.get().0.to_string()
            data-photos=move || counts.get().1.to_string()
            data-saving=move || here.store.saving().get().to_string()
        >
            <span class="strip-mark" aria-hidden="true"></span>
            <span class="strip-words" role="status">{move || look().1}</span>
            {readiness}
        </a>
    }
    .into_any()
}
