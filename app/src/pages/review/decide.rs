//! Decisions on a finding: confirm, reject, send back, merge, release; the toast after one, and
//! undoing it.

use crate::api::review::{DecisionRequest, FindingDetail, QueueItem};
use crate::calls::review::{decide, release};
use crate::components::toast::Toasts;
use crate::components::{Toast, use_toasts};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::pages::review::reason::begin_in_the_reason;
use crate::pages::review::state::ReviewState;
use crate::words_of::fill;
use domain::ids::FindingId;
use domain::inspection::Verdict;
use domain::time::Moment;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// What a dialog asks for before acting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// The reason why the finding is not confirmed.
    Reject,
    /// What the inspector should add.
    Return,
    /// Whether to release the visit to its town.
    Release,
}

/// Decisions on the open finding: a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct Actions {
    state: ReviewState,
    i18n: I18n,
    toasts: Toasts,
    /// Whether the dialog is open.
    pub asking: RwSignal<bool>,
    pub(super) kind: RwSignal<Asking>,
    pub(super) reason: RwSignal<String>,
    pub(super) reason_error: RwSignal<Option<String>>,
    /// The count that the supervisor has set.
    pub count: RwSignal<Option<u32>>,
    /// The time that counts, as the supervisor has set it in the field.
    pub time: RwSignal<String>,
    /// The error of the last decision.
    pub failed: RwSignal<Option<AppError>>,
}

/// Provides the decisions as a context.
pub fn provide(state: ReviewState) -> Actions {
    let actions = Actions {
        state,
        i18n: use_words(),
        toasts: use_toasts(),
        asking: RwSignal::new(false),
        kind: RwSignal::new(Asking::Reject),
        reason: RwSignal::new(String::new()),
        reason_error: RwSignal::new(None),
        count: RwSignal::new(None),
        time: RwSignal::new(String::new()),
        failed: RwSignal::new(None),
    };
    // Values set for one finding must not apply to the next.
    Effect::new(move || {
        state.selected.track();
        actions.count.set(None);
        actions.time.set(String::new());
        actions.failed.set(None);
        actions.asking.set(false);
    });
    provide_context(actions);
    actions
}

impl Actions {
    /// The open finding, once it is loaded.
    fn open_finding(self) -> Option<FindingDetail> {
        let selected = self.state.selected.get_untracked();
        self.state
            .detail
            .get_untracked()
            .and_then(Result::ok)
            .filter(|detail| Some(detail.item.finding) == selected)
    }

    /// 予以认定.
    pub fn confirm(self) {
        self.decide(Verdict::Confirmed, String::new());
    }

    /// 合并: the open finding is the same matter as `into`.
    pub fn merge(self, into: FindingId) {
        let reason = td_string!(self.i18n, review.merge_reason).to_owned();
        self.decide(Verdict::Merged { into }, reason);
    }

    /// Opens the dialog.
    pub fn ask(self, kind: Asking) {
        if self.open_finding().is_some() {
            self.kind.set(kind);
            self.reason.set(String::new());
            self.reason_error.set(None);
            self.asking.set(true);
            begin_in_the_reason();
        }
    }

    pub(super) fn submit_reason(self) {
        let reason = self.reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            self.reason_error.set(Some(
                td_string!(self.i18n, review.reason_required).to_owned(),
            ));
            return;
        }
        let verdict = match self.kind.get_untracked() {
            Asking::Return => Verdict::Returned,
            _ => Verdict::Rejected,
        };
        self.asking.set(false);
        self.decide(verdict, reason);
    }

    fn decide(self, verdict: Verdict, reason: String) {
        let Some(detail) = self.open_finding() else {
            return;
        };
        let Ok(observed_at) = self.set_time(&detail) else {
            self.failed
                .set(Some(AppError::invalid("observed_at", "malformed")));
            return;
        };
        let request = DecisionRequest {
            finding: detail.item.finding,
            revision: detail.item.revision,
            seen: detail.item.decided,
            verdict,
            reason,
            count: self
                .count
                .get_untracked()
                .filter(|count| *count != detail.item.count),
            observed_at,
        };
        let was = detail.row_now.points.clone();
        self.send(request, was, Some(detail));
    }

    /// The time in the field, with the finding's offset; `None` if the field is empty.
    fn set_time(self, detail: &FindingDetail) -> Result<Option<Moment>, ()> {
        let text = self.time.get_untracked();
        if text.is_empty() {
            return Ok(None);
        }
        let offset = detail.item.observed_at.offset_seconds();
        Moment::from_civil_text(&text, offset).map(Some).ok_or(())
    }

    /// Sends a decision on a finding whose row had `was` points; `before` is the finding to restore
    /// by an undo.
    fn send(self, request: DecisionRequest, was: String, before: Option<FindingDetail>) {
        // A toast may outlive its page.
        if self.state.deciding.try_get_untracked() != Some(false) {
            return;
        }
        self.state.deciding.set(true);
        self.failed.set(None);
        spawn_local(async move {
            let verdict = request.verdict;
            let answer = decide(request).await;
            self.state.deciding.set(false);
            match answer {
                Ok(done) => {
                    let now = done.row.points;
                    let words = self.said(verdict, &done.row.id, &was, &now);
                    let action = before.map(|it| self.way_back(it, &done.item, now));
                    self.toasts.show(Toast { words, action });
                    if self.state.is_open() {
                        self.state.decided(done.item, done.waiting);
                    }
                }
                Err(AppError::Changed { .. }) => {
                    self.state.changed.set(true);
                    self.state.reopen();
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    fn said(self, verdict: Verdict, row: &str, was: &str, now: &str) -> String {
        let i18n = self.i18n;
        let what = match verdict {
            Verdict::Confirmed => td_string!(i18n, review.said_confirmed),
            Verdict::Rejected => td_string!(i18n, review.said_rejected),
            Verdict::Returned => td_string!(i18n, review.said_returned),
            Verdict::Merged { .. } => td_string!(i18n, review.said_merged),
        };
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("what", &what), ("row", &row), ("was", &was), ("now", &now)];
        if now.is_empty() {
            fill(td_string!(i18n, review.said_elsewhere), &values)
        } else if was == now {
            fill(td_string!(i18n, review.said_same), &values)
        } else {
            fill(td_string!(i18n, review.said_points), &values)
        }
    }

    /// The toast's action: repeats the previous decision, if there was one. A first decision cannot
    /// be removed, so the action opens the finding to decide again.
    fn way_back(
        self,
        before: FindingDetail,
        done: &QueueItem,
        now: String,
    ) -> (&'static str, Callback<()>) {
        let (finding, count) = (before.item.finding, set_count(&before, None));
        let (revision, seen) = (done.revision, done.decided);
        let last = before
            .decisions
            .into_iter()
            .next()
            .filter(|_| !before.item.reopened);
        match last {
            Some(last) => (
                td_string!(self.i18n, common.undo),
                Callback::new(move |()| {
                    let request = DecisionRequest {
                        finding,
                        revision,
                        seen,
                        verdict: last.verdict,
                        reason: last.reason.clone(),
                        count,
                        observed_at: None,
                    };
                    self.send(request, now.clone(), None);
                }),
            ),
            _ => (
                td_string!(self.i18n, review.decide_again),
                Callback::new(move |()| self.state.select(Some(finding), false)),
            ),
        }
    }

    pub(super) fn release(self) {
        let Some(detail) = self.open_finding() else {
            return;
        };
        self.asking.set(false);
        self.state.deciding.set(true);
        spawn_local(async move {
            let answer = release(detail.item.visit).await;
            self.state.deciding.set(false);
            match answer {
                Ok(()) => {
                    self.toasts.say(td_string!(self.i18n, review.said_released));
                    self.state.reopen();
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }
}

/// The count to decide on, if the checkpoint counts: the one set, else the one shown, which may
/// come from an earlier decision.
fn set_count(detail: &FindingDetail, set: Option<u32>) -> Option<u32> {
    (detail.per == "count").then(|| set.unwrap_or(detail.item.count))
}
