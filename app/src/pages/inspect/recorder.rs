//! Records changes for the parts of a visit. A part gets its recorder at set-up, so that timers,
//! promises and toasts that record later need no context.

use crate::components::{Toast, Toasts, use_toasts};
use crate::language::{I18n, use_words};
use crate::local::idb::DiskError;
use crate::pages::inspect::here::{Here, use_here};
use crate::pages::inspect::slips;
use crate::words_of::fill;
use domain::ids::OpId;
use domain::sync::op::Intent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// Records, and reports what the disk refuses.
#[derive(Clone, Copy)]
pub(super) struct Recorder {
    pub(super) here: Here,
    pub(super) i18n: I18n,
    toasts: Toasts,
}

/// The recorder; call it while a component is set up.
pub(super) fn use_recorder() -> Recorder {
    Recorder {
        here: use_here(),
        i18n: use_words(),
        toasts: use_toasts(),
    }
}

impl Recorder {
    /// Records intents. The view has them when this returns; a refusal shows in a toast, beside the
    /// row and in the strip.
    pub(super) fn record(self, intents: Vec<Intent>) {
        let kept = self.record_and_tell(intents);
        spawn_local(async move {
            kept.await;
        });
    }

    /// Like [`Recorder::record`]; the future returns whether the disk has the intents.
    pub(super) fn record_and_tell(self, intents: Vec<Intent>) -> impl Future<Output = bool> {
        self.tell(self.here.store.record(intents))
    }

    /// Records the end of a visit, which shows once the disk has it.
    pub(super) fn end_and_tell(self, intent: Intent) -> impl Future<Output = bool> {
        self.tell(self.here.store.record_end(vec![intent]))
    }

    async fn tell<T>(self, kept: impl Future<Output = Result<T, DiskError>>) -> bool {
        let outcome = kept.await;
        if let Err(error) = &outcome {
            self.say_refused(error);
        }
        outcome.is_ok()
    }

    /// Records intents that remove something, and offers an undo once the disk has them.
    pub(super) fn record_with_undo(self, intents: Vec<Intent>, words: String, undo: Vec<Intent>) {
        let kept = self.record_and_tell(intents);
        let left = self.marks(&undo);
        spawn_local(async move {
            if kept.await {
                self.offer(words, undo, left);
            }
        });
    }

    /// Offers an undo.
    pub(super) fn offer_undo(self, words: String, undo: Vec<Intent>) {
        let left = self.marks(&undo);
        self.offer(words, undo, left);
    }

    fn marks(self, intents: &[Intent]) -> Vec<OpId> {
        let store = self.here.store;
        store.peek(|tablet| slips::marks(tablet, intents))
    }

    /// Offers an undo, which works only while its rows are as this action `left` them: later
    /// changes must not be overwritten. Never call it during a component's set-up: the toast's
    /// callback must outlive the row.
    fn offer(self, words: String, undo: Vec<Intent>, left: Vec<OpId>) {
        let back = move |()| {
            if self.marks(&undo) == left {
                self.record(undo.clone());
            } else {
                self.say(td_string!(self.i18n, inspect.undo_late).to_owned());
            }
        };
        self.toasts.show(Toast {
            words,
            action: Some((td_string!(self.i18n, common.undo), Callback::new(back))),
        });
    }

    /// Shows words in a toast.
    pub(super) fn say(self, words: String) {
        self.toasts.say(words);
    }

    fn say_refused(self, error: &DiskError) {
        self.say(fill(
            td_string!(self.i18n, inspect.not_saved),
            &[("why", &disk_words(self.i18n, error))],
        ));
    }
}

/// Why the disk refused something.
pub(super) fn disk_words(i18n: I18n, error: &DiskError) -> &'static str {
    match error {
        DiskError::Full => td_string!(i18n, inspect.full),
        DiskError::Closed => td_string!(i18n, inspect.closed_storage),
        DiskError::Other(_) => td_string!(i18n, inspect.other_storage),
    }
}
