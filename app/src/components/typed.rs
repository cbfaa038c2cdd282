//! Words that go into the address while they are typed, as those of a search.

use leptos::prelude::*;
use std::time::Duration;

/// After so long without a key the address follows.
const PAUSE: Duration = Duration::from_millis(250);
/// So far apart are addresses that follow at once: a browser takes a hundred in half a minute.
const APART: Duration = Duration::from_millis(400);

/// Words while they are typed: the address follows a moment after the last key, and never in the middle of a
/// pinyin word; what another link or button says in the address shows in the field.
#[derive(Clone, Copy)]
pub struct Typed {
    /// What stands in the field.
    pub text: RwSignal<String>,
    /// What the address said last by this field, or has been taken over from it.
    said: StoredValue<String>,
    pause: StoredValue<Option<TimeoutHandle>>,
    /// An input method is at a word, of which the letters stand in the field.
    composing: StoredValue<bool>,
    /// The first of several is followed at once: whoever loads the page again has it.
    at_once: bool,
    go: Callback<String>,
}

impl Typed {
    /// Of what the address says, and of the way to have it say something else.
    pub fn new(address: Signal<String>, go: Callback<String>) -> Self {
        Self::begin(address, go, false)
    }

    /// Of what is kept by its address alone, which follows at once where it has not just done so.
    pub fn kept(address: Signal<String>, go: Callback<String>) -> Self {
        Self::begin(address, go, true)
    }

    fn begin(address: Signal<String>, go: Callback<String>, at_once: bool) -> Self {
        let begin = address.get_untracked();
        let it = Self {
            text: RwSignal::new(begin.clone()),
            said: StoredValue::new(begin),
            pause: StoredValue::new(None),
            composing: StoredValue::new(false),
            at_once,
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

    /// The field itself, to be found by `id`; `kind` is the input's type.
    pub fn field(self, kind: &'static str, id: &'static str, hint: &'static str) -> AnyView {
        view! {
            <input
                id=id
                class="input"
                type=kind
                autocomplete="off"
                placeholder=hint
                value=self.text.get_untracked()
                prop:value=move || self.text.get()
                data-testid=id
                on:input=move |event| self.say(event_target_value(&event))
                on:compositionstart=move |_| {
                    self.composing.set_value(true);
                    self.wait(None);
                }
                on:compositionend=move |event| {
                    self.composing.set_value(false);
                    self.say(event_target_value(&event));
                }
            />
        }
        .into_any()
    }

    /// Takes in what was typed.
    pub fn say(self, text: String) {
        self.text.set(text);
        if self.composing.get_value() {
            return;
        }
        let rests = self.pause.with_value(Option::is_some);
        let (then, pause) = match (self.at_once, rests) {
            (false, _) => (true, PAUSE),
            (true, true) => (true, APART),
            (true, false) => {
                self.follow();
                (false, APART)
            }
        };
        let after = move || {
            self.wait(None);
            if then {
                self.follow();
            }
        };
        self.wait(set_timeout_with_handle(after, pause).ok());
    }

    fn follow(self) {
        let Some(mut text) = self.text.try_get_untracked() else {
            return;
        };
        // Blanks alone say nothing.
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
