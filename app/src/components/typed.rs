//! Words that are searched by, while they are typed.

use leptos::prelude::*;
use std::time::Duration;

/// After so long without a key it is searched.
const PAUSE: Duration = Duration::from_millis(250);

/// A search while it is typed: the address follows a moment after the last key, since a browser takes so
/// many addresses and no more; what another link or button says in the address shows in the field.
#[derive(Clone, Copy)]
pub struct Typed {
    /// What stands in the field.
    pub text: RwSignal<String>,
    /// What the address said last by this field, or has been taken over from it.
    said: StoredValue<String>,
    pause: StoredValue<Option<TimeoutHandle>>,
    go: Callback<String>,
}

impl Typed {
    /// Of what the address says, and of the way to have it say something else.
    pub fn new(address: Signal<String>, go: Callback<String>) -> Self {
        let begin = address.get_untracked();
        let it = Self {
            text: RwSignal::new(begin.clone()),
            said: StoredValue::new(begin),
            pause: StoredValue::new(None),
            go,
        };
        Effect::new(move || {
            let now = address.get();
            if it.said.with_value(|said| *said != now) {
                it.wait(None);
                it.said.set_value(now.clone());
                it.text.set(now);
            }
        });
        on_cleanup(move || it.wait(None));
        it
    }

    /// Takes in what was typed.
    pub fn say(self, text: String) {
        self.text.set(text);
        let pause = set_timeout_with_handle(move || self.search(), PAUSE);
        self.wait(pause.ok());
    }

    fn search(self) {
        let Some(mut text) = self.text.try_get_untracked() else {
            return;
        };
        // Blanks alone search for nothing.
        if text.trim().is_empty() {
            text.clear();
        }
        self.said.set_value(text.clone());
        self.go.run(text);
    }

    /// Waits anew, or no more.
    fn wait(self, pause: Option<TimeoutHandle>) {
        let before = self
            .pause
            .try_update_value(|it| std::mem::replace(it, pause));
        if let Some(before) = before.flatten() {
            before.clear();
        }
    }
}
