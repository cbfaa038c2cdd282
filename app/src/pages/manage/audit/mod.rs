//! 审计日志: who did what, and whether the log is intact.

mod list;
pub mod words;

use self::words::{KINDS, kind_words};
use super::tabs::Tabs;
use crate::address::escape;
use crate::api::upkeep::{AuditQuery, AuditVerdict};
use crate::calls::upkeep::{read_audit_log, verify_audit_log};
use crate::components::lists::{Filters, day_filter, filter, text_filter};
use crate::components::{Banner, BannerKind, Button, ButtonKind, ErrorState, Loading};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::places;
use crate::words_of::{error_words, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;

/// The filters, named as in the address and in the export.
const FILTERS: [&str; 5] = ["who", "kind", "from", "to", "text"];

fn query_of(filters: Filters) -> AuditQuery {
    let [who, kind, from, to, text] = FILTERS.map(|name| filters.get(name));
    AuditQuery {
        who,
        kind,
        from,
        to,
        text,
        page: filters.page(),
    }
}

/// The address of the export of all filtered entries.
fn file_of(filters: Filters) -> String {
    let named = FILTERS.map(|name| (name, filters.get(name)));
    let named = named.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = named
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    match query.is_empty() {
        true => "/api/v1/audit.csv".to_owned(),
        false => format!("/api/v1/audit.csv?{}", query.join("&")),
    }
}

/// Verifying the chain of hashes, and the outcome.
#[derive(Clone, Copy)]
pub(super) struct Verifying {
    i18n: I18n,
    busy: RwSignal<bool>,
    verdict: RwSignal<Option<Result<AuditVerdict, AppError>>>,
}

impl Verifying {
    fn go(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.verdict.set(None);
        spawn_local(async move {
            let answer = verify_audit_log().await;
            // The page may be gone by now.
            if self.busy.try_set(false).is_none() {
                self.verdict.set(Some(answer));
            }
        });
    }

    fn said(self, verdict: &Result<AuditVerdict, AppError>) -> (BannerKind, String) {
        let i18n = self.i18n;
        match verdict {
            Ok(AuditVerdict::Right { entries, last }) => (
                BannerKind::Success,
                fill(
                    td_string!(i18n, upkeep.audit_right),
                    &[("entries", entries), ("last", last)],
                ),
            ),
            Ok(AuditVerdict::Wrong {
                number,
                after,
                missing,
            }) => {
                let words = match missing {
                    true => td_string!(i18n, upkeep.audit_missing),
                    false => td_string!(i18n, upkeep.audit_altered),
                };
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("number", number), ("after", after)];
                (BannerKind::Failure, fill(words, &values))
            }
            Err(error) => (BannerKind::Warning, error_words(i18n, error)),
        }
    }

    fn view(self) -> AnyView {
        let i18n = self.i18n;
        let said = move || {
            self.verdict.with(|verdict| {
                verdict.as_ref().map(|verdict| {
                    let (kind, words) = self.said(verdict);
                    view! {
                        <Banner kind testid="audit-verdict">
                            <span class="manage-whole">{words}</span>
                        </Banner>
                    }
                })
            })
        };
        view! {
            <p class="actions">
                <Button
                    kind=ButtonKind::Secondary
                    busy=self.busy
                    on_click=move |()| self.go()
                    testid="audit-verify"
                >
                    {td_string!(i18n, upkeep.audit_verify)}
                </Button>
            </p>
            <div aria-live="polite">{said}</div>
        }
        .into_any()
    }
}

/// `/manage/audit`; `?who=`, `?kind=`, `?from=`, `?to=`, `?text=`, `?page=`.
#[component]
pub fn AuditPage() -> impl IntoView {
    let i18n = use_words();
    let filters = Filters::new(places::MANAGE_AUDIT.address);
    let query = Memo::new(move |_| query_of(filters));
    let log = Resource::new_blocking(move || query.get(), read_audit_log);
    let verifying = Verifying {
        i18n,
        busy: RwSignal::new(false),
        verdict: RwSignal::new(None),
    };
    let kinds = KINDS
        .into_iter()
        .map(|it| (it.to_owned(), kind_words(i18n, it).to_owned()))
        .collect();
    let who = (
        td_string!(i18n, upkeep.who),
        td_string!(i18n, upkeep.who_hint),
    );
    let text = (
        td_string!(i18n, manage.search),
        td_string!(i18n, upkeep.audit_search_hint),
    );
    view! {
        <Title text=td_string!(i18n, upkeep.nav_audit) />
        <div class="manage" data-testid="audit-page">
            <div class="page-head">
                <h1>{td_string!(i18n, upkeep.nav_audit)}</h1>
            </div>
            <Tabs here=places::MANAGE_AUDIT.address />
            <p>{td_string!(i18n, upkeep.audit_text)}</p>
            {verifying.view()}
            <div class="manage-tools">
                {text_filter(filters, ("who", "filter-who"), who)}
                {filter(i18n, filters, ("kind", "filter-kind"), td_string!(i18n, upkeep.kind), kinds)}
                {day_filter(filters, ("from", "filter-from"), td_string!(i18n, upkeep.from_day))}
                {day_filter(filters, ("to", "filter-to"), td_string!(i18n, upkeep.to_day))}
                {text_filter(filters, ("text", "filter-text"), text)}
                <a
                    class="button button-secondary"
                    href=move || file_of(filters)
                    rel="external"
                    download=""
                    data-testid="audit-export"
                >
                    {td_string!(i18n, upkeep.audit_export)}
                </a>
            </div>
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    log
                        .get()
                        .map(|answer| match answer {
                            Ok(page) => list::view(i18n, page, filters),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| log.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}
