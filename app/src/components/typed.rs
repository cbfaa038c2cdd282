//! Text that is copied into the address while somebody types, as in a search.

use leptos::prelude::*;
use std::time::Duration;

/// The address follows after this pause in typing.
const PAUSE: Duration = Duration::from_millis(250);
/// The least time between two immediate updates: browsers allow about a hundred in half a minute.
const APART: Duration = Duration::from_millis(400);

/// Text bound to the address: the address follows shortly after the last key, but never in the
/// middle of a pinyin word. If another link or button changes the address, the field shows the new
/// value.
#[derive(Clone, Copy)]
pub struct Typed {
    /// The text in the field.
    pub text: RwSignal<String>,
    /// The value that this field last wrote to the address or read from it.
    said: StoredValue<String>,
    pause: StoredValue<Option<TimeoutHandle>>,
    /// Whether an input method is composing a word, whose letters are in the field.
    composing: StoredValue<bool>,
    /// Whether the first change is copied at once, so that reloading the page keeps it.
    at_once: bool,
    go: Callback<String>,
}

impl Typed {
    /// A field that reads `address` and writes changes by `go`.
    pub fn new(address: Signal<String>, go: Callback<String>) -> Self {
        Self::begin(address, go, false)
    }

    /// A field whose text is kept in the address alone: changes are copied at once, at most every
    /// `APART`.
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

    /// The input element; `kind` is its type and `id` its id.
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

    /// Handles typed text.
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
        // Treat blanks as empty.
        if text.trim().is_empty() {
            text.clear();
        }
        self.said.set_value(text.clone());
        self.go.run(text);
    }

    /// Replaces the running timer, or only stops it.
    fn wait(self, pause: Option<TimeoutHandle>) {
        let before = self
            .pause
            .try_update_value(|it| std::mem::replace(it, pause));
        if let Some(before) = before.flatten() {
            before.clear();
        }
    }
}
