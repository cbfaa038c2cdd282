//! An act being sent, and its outcome.

use super::words::refused;
use crate::api::quarters::QuarterPage;
use crate::calls::quarters::do_act;
use crate::error::AppError;
use crate::language::I18n;
use domain::quarter::Act;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// An act being sent.
#[derive(Clone, Copy)]
pub(super) struct Doing {
    pub(super) quarter: Quarter,
    /// The number of the last act that was shown.
    pub(super) seen: u64,
    pub(super) busy: RwSignal<bool>,
    pub(super) fault: RwSignal<Option<AppError>>,
    pub(super) done: Callback<()>,
}

impl Doing {
    pub(super) fn new(shown: &QuarterPage, done: Callback<()>) -> Self {
        Self {
            quarter: shown.quarter,
            seen: shown.head,
            busy: RwSignal::new(false),
            fault: RwSignal::new(None),
            done,
        }
    }

    pub(super) fn run(self, act: Act) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = do_act(self.quarter, act, Some(self.seen)).await;
            self.over(answer);
        });
    }

    /// Handles the outcome.
    pub(super) fn over(self, answer: Result<(), AppError>) {
        self.busy.set(false);
        match answer {
            Ok(()) => {
                // The page may be gone by now.
                self.done.try_run(());
            }
            Err(error) => self.fault.set(Some(error)),
        }
    }

    /// The error in words.
    pub(super) fn told(self, i18n: I18n) -> AnyView {
        (move || {
            self.fault.get().map(|error| {
                view! { <p class="quarter-fault" role="alert" data-testid="quarter-fault"><strong>{refused(i18n, &error)}</strong></p> }
            })
        })
        .into_any()
    }
}
