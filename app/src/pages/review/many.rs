//! Deciding on many findings at once: each ticked finding gets its own decision.

use crate::api::review::{DecisionRequest, QueueItem};
use crate::calls::review::decide_many;
use crate::components::toast::Toasts;
use crate::components::{Banner, BannerKind, Button, ButtonKind, Sheet, use_toasts, when};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::pages::review::reason::{Asked, begin_in_the_reason, reason_form};
use crate::pages::review::state::ReviewState;
use crate::words_of::{error_words, fill};
use domain::ids::FindingId;
use domain::inspection::Verdict;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::collections::BTreeSet;

/// The ticked findings: a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct Many {
    state: ReviewState,
    i18n: I18n,
    toasts: Toasts,
    picked: RwSignal<BTreeSet<FindingId>>,
    busy: RwSignal<bool>,
    /// The findings that could not be decided, by name, with the error.
    refused: RwSignal<Vec<(String, AppError)>>,
    /// Whether the confirmation question is open.
    confirming: RwSignal<bool>,
    asking: RwSignal<bool>,
    reason: RwSignal<String>,
    reason_error: RwSignal<Option<String>>,
}

/// Provides the ticked findings as a context.
pub fn provide(state: ReviewState) -> Many {
    let many = Many {
        state,
        i18n: use_words(),
        toasts: use_toasts(),
        picked: RwSignal::new(BTreeSet::new()),
        busy: RwSignal::new(false),
        refused: RwSignal::new(Vec::new()),
        confirming: RwSignal::new(false),
        asking: RwSignal::new(false),
        reason: RwSignal::new(String::new()),
        reason_error: RwSignal::new(None),
    };
    // Another filter shows other findings.
    Effect::new(move || {
        state.filter.track();
        many.clear();
    });
    provide_context(many);
    many
}

impl Many {
    /// Ticks or unticks a finding.
    pub fn toggle(self, finding: FindingId) {
        self.picked.update(|picked| {
            if !picked.remove(&finding) {
                picked.insert(finding);
            }
        });
    }

    fn is_picked(self, finding: FindingId) -> bool {
        self.picked.with(|picked| picked.contains(&finding))
    }

    /// The ticked findings that the list still shows: nobody may decide on findings out of view.
    fn items(self) -> Vec<QueueItem> {
        let mut items = self.state.items.get();
        self.picked
            .with(|picked| items.retain(|item| picked.contains(&item.finding)));
        items
    }

    fn all(self) {
        let items = self.state.items.get_untracked();
        self.picked
            .set(items.into_iter().map(|item| item.finding).collect());
    }

    fn clear(self) {
        self.picked.set(BTreeSet::new());
        self.refused.set(Vec::new());
    }

    fn submit_reason(self) {
        let reason = self.reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            let words = td_string!(self.i18n, review.reason_required);
            return self.reason_error.set(Some(words.to_owned()));
        }
        self.asking.set(false);
        self.decide(Verdict::Rejected, &reason);
    }

    fn decide(self, verdict: Verdict, reason: &str) {
        if self.busy.get_untracked() {
            return;
        }
        let items = untrack(|| self.items());
        let sent = items.len().min(crate::api::review::MANY);
        let left: Vec<FindingId> = items.iter().skip(sent).map(|item| item.finding).collect();
        let requests = items
            .iter()
            .take(sent)
            .map(|item| DecisionRequest {
                finding: item.finding,
                revision: item.revision,
                seen: item.decided,
                verdict,
                reason: reason.to_owned(),
                count: None,
                observed_at: None,
            })
            .collect();
        self.busy.set(true);
        self.refused.set(Vec::new());
        spawn_local(async move {
            let answer = decide_many(requests).await;
            self.busy.set(false);
            let refused = match answer {
                Ok(many) => {
                    if many.done > 0 {
                        self.toasts.say(self.said(verdict, many.done));
                    }
                    many.refused
                }
                Err(error) => items
                    .iter()
                    .take(sent)
                    .map(|item| (item.finding, error.clone()))
                    .collect(),
            };
            let name = |finding| {
                let item = items.iter().find(|item| item.finding == finding);
                item.map_or_else(String::new, |item| {
                    format!("{} · {}", item.site_name, item.checkpoint_name)
                })
            };
            // Keep the ticks of refused findings, to try again, and of those beyond the limit of
            // one request.
            let refused_ids = refused.iter().map(|(finding, _)| *finding);
            self.picked.set(refused_ids.chain(left).collect());
            self.refused.set(
                refused
                    .into_iter()
                    .map(|(finding, why)| (name(finding), why))
                    .collect(),
            );
            self.state.load();
            self.state.reopen();
        });
    }

    fn said(self, verdict: Verdict, count: u64) -> String {
        let words = match verdict {
            Verdict::Confirmed => td_string!(self.i18n, review.many_confirmed),
            _ => td_string!(self.i18n, review.many_rejected),
        };
        fill(words, &[("count", &count)])
    }
}

/// The checkbox before a finding in the list.
pub fn tick_box(many: Many, finding: FindingId, label: String) -> AnyView {
    view! {
        <label class="queue-tick">
            <input
                type="checkbox"
                data-testid="review-tick"
                data-finding=finding.to_string()
                aria-label=label
                prop:checked=move || many.is_picked(finding)
                on:change=move |_| many.toggle(finding)
            />
        </label>
    }
    .into_any()
}

/// The actions for the ticked findings; empty if none is ticked.
#[component]
pub fn ManyBar() -> impl IntoView {
    let i18n = use_words();
    let many: Many = expect_context();
    let count = Memo::new(move |_| many.items().len());
    let title = Signal::stored(td_string!(i18n, review.reject_title).to_owned());
    let asked = Asked {
        reject: true,
        reason: many.reason,
        error: many.reason_error,
        submit: Callback::new(move |()| many.submit_reason()),
        cancel: Callback::new(move |()| many.asking.set(false)),
    };
    view! {
        {move || refusals(i18n, many.refused.get())}
        {when(
            move || count.get() > 0,
            move || {
                view! {
                    <div class="many" role="group" aria-label=td_string!(i18n, review.many) data-testid="review-many">
                        <p class="many-count" role="status">
                            {move || fill(td_string!(i18n, review.many_count), &[("count", &count.get())])}
                        </p>
                        <div class="actions">
                            <Button
                                kind=ButtonKind::Primary
                                busy=many.busy
                                on_click=move |()| many.confirming.set(true)
                                testid="review-many-confirm"
                            >
                                {td_string!(i18n, review.confirm)}
                            </Button>
                            <Button
                                kind=ButtonKind::Danger
                                disabled=many.busy
                                on_click=move |()| {
                                    many.reason.set(String::new());
                                    many.reason_error.set(None);
                                    many.asking.set(true);
                                    begin_in_the_reason();
                                }
                                testid="review-many-reject"
                            >
                                {td_string!(i18n, review.reject)}
                            </Button>
                            <Button disabled=many.busy on_click=move |()| many.all() testid="review-many-all">
                                {td_string!(i18n, review.many_all)}
                            </Button>
                            <Button
                                kind=ButtonKind::Quiet
                                disabled=many.busy
                                on_click=move |()| many.clear()
                                testid="review-many-none"
                            >
                                {td_string!(i18n, review.many_none)}
                            </Button>
                        </div>
                    </div>
                }
                    .into_any()
            },
        )}
        <Sheet
            open=many.confirming
            title=Signal::stored(td_string!(i18n, review.many_title).to_owned())
            testid="review-many-question"
        >
            {move || question(i18n, many)}
        </Sheet>
        <Sheet open=many.asking title=title testid="review-many-sheet">
            {move || reason_form(i18n, asked)}
        </Sheet>
    }
    .into_any()
}

/// Asks before confirming many, since a confirmation cannot be removed.
fn question(i18n: I18n, many: Many) -> AnyView {
    let words = move || {
        let items = many.items();
        let sites: BTreeSet<&str> = items.iter().map(|item| item.site_name.as_str()).collect();
        fill(
            td_string!(i18n, review.many_question),
            &[("count", &items.len()), ("sites", &sites.len())],
        )
    };
    let confirm = move |()| {
        many.confirming.set(false);
        many.decide(Verdict::Confirmed, "");
    };
    view! {
        <div class="stack">
            <p>{words}</p>
            <div class="actions actions-form">
                <Button kind=ButtonKind::Primary on_click=confirm testid="review-many-do">
                    {td_string!(i18n, review.confirm)}
                </Button>
                <Button kind=ButtonKind::Quiet on_click=move |()| many.confirming.set(false)>
                    {td_string!(i18n, common.cancel)}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

fn refusals(i18n: I18n, refused: Vec<(String, AppError)>) -> Option<AnyView> {
    let colon = td_string!(i18n, review.colon);
    (!refused.is_empty()).then(|| {
        view! {
            <Banner kind=BannerKind::Failure testid="review-many-refused">
                <strong>{fill(td_string!(i18n, review.many_refused), &[("count", &refused.len())])}</strong>
                <ul>
                    {refused
                        .into_iter()
                        .map(|(name, why)| view! { <li>{format!("{name}{colon}{}", error_words(i18n, &why))}</li> })
                        .collect_view()}
                </ul>
            </Banner>
        }
        .into_any()
    })
}
