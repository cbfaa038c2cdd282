//! The words that the list is searched by, while they are typed.

use crate::components::browser;
use crate::language::use_words;
use crate::pages::review::desk::Desk;
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::time::Duration;

/// After so long without a key the list is searched.
const PAUSE: Duration = Duration::from_millis(250);

/// The id of the field.
const FIELD: &str = "review-search";

/// Puts the cursor into the field.
pub(super) fn begin() {
    browser::focus(FIELD);
}

/// A search while it is typed: the address follows a moment after the last key.
#[derive(Clone, Copy)]
struct Typed {
    desk: Desk,
    text: RwSignal<String>,
    /// What the address said last by this field, or has been taken over from it.
    said: StoredValue<String>,
    pause: StoredValue<Option<TimeoutHandle>>,
}

impl Typed {
    fn new(desk: Desk) -> Self {
        let begin = desk.filter.with_untracked(|filter| filter.text.clone());
        let it = Self {
            desk,
            text: RwSignal::new(begin.clone()),
            said: StoredValue::new(begin),
            pause: StoredValue::new(None),
        };
        // What a link or a button says in the address shows in the field.
        Effect::new(move || {
            let now = desk.filter.with(|filter| filter.text.clone());
            if it.said.with_value(|said| *said != now) {
                it.wait(None);
                it.said.set_value(now.clone());
                it.text.set(now);
            }
        });
        on_cleanup(move || it.wait(None));
        it
    }

    fn say(self, text: String) {
        self.text.set(text);
        let pause = set_timeout_with_handle(move || self.go(), PAUSE);
        self.wait(pause.ok());
    }

    fn go(self) {
        let Some(mut text) = self.text.try_get_untracked() else {
            return;
        };
        if text.trim().is_empty() {
            text.clear();
        }
        self.said.set_value(text.clone());
        self.desk.search(&text);
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

/// The field to search the list by words.
#[component]
pub fn SearchField() -> impl IntoView {
    let i18n = use_words();
    let typed = Typed::new(expect_context());
    view! {
        <div class="filter-search">
            <label class="visually-hidden" for=FIELD>
                {td_string!(i18n, review.search)}
            </label>
            <input
                id=FIELD
                class="input"
                type="search"
                autocomplete="off"
                placeholder=td_string!(i18n, review.search_hint)
                value=untrack(move || typed.text.get())
                prop:value=move || typed.text.get()
                data-testid=FIELD
                on:input=move |event| typed.say(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}
