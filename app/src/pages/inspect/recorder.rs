//! What the parts of a visit record with: handles that are taken when a part is set up, so that a
//! timer, a promise or a toast that records later asks nothing of a context that is not there.

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

/// Records, and says so where the disk refuses.
#[derive(Clone, Copy)]
pub(super) struct Recorder {
    pub(super) here: Here,
    pub(super) i18n: I18n,
    toasts: Toasts,
}

/// The recorder, for a component to take when it is set up.
pub(super) fn use_recorder() -> Recorder {
    Recorder {
        here: use_here(),
        i18n: use_words(),
        toasts: use_toasts(),
    }
}

impl Recorder {
    /// Records intents. They show when this returns; a refusal is said in a toast, beside the row and
    /// in the strip.
    pub(super) fn record(self, intents: Vec<Intent>) {
        let kept = self.record_and_tell(intents);
        spawn_local(async move {
            kept.await;
        });
    }

    /// As [`Recorder::record`]; the future tells whether the disk has them.
    pub(super) fn record_and_tell(self, intents: Vec<Intent>) -> impl Future<Output = bool> {
        self.tell(self.here.store.record(intents))
    }

    /// Records what ends a visit: it shows once the disk has it.
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

    /// Records intents that take something away, and offers the way back once they are kept.
    pub(super) fn record_with_undo(self, intents: Vec<Intent>, words: String, undo: Vec<Intent>) {
        let kept = self.record_and_tell(intents);
        let left = self.marks(&undo);
        spawn_local(async move {
            if kept.await {
                self.offer(words, undo, left);
            }
        });
    }

    /// Offers the way back.
    pub(super) fn offer_undo(self, words: String, undo: Vec<Intent>) {
        let left = self.marks(&undo);
        self.offer(words, undo, left);
    }

    fn marks(self, intents: &[Intent]) -> Vec<OpId> {
        let store = self.here.store;
        store.peek(|tablet| slips::marks(tablet, intents))
    }

    /// Offers to take the last act back for as long as its rows stay as it `left` them: what was said
    /// there since is not to be overwritten. Never called while a component is set up: the toast outlives
    /// the row.
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

    /// Says words in a toast.
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

/// Why the disk did not keep something.
pub(super) fn disk_words(i18n: I18n, error: &DiskError) -> &'static str {
    match error {
        DiskError::Full => td_string!(i18n, inspect.full),
        DiskError::Closed => td_string!(i18n, inspect.closed_storage),
        DiskError::Other(_) => td_string!(i18n, inspect.other_storage),
    }
}
