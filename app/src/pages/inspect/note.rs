//! The note of a finding, which saves itself: on leaving the field, after a pause in typing, and
//! when the page goes away. A page that is being ended cannot write to the disk any more: the
//! latest text is set aside then, and saved when the finding is seen again.

use crate::components::when;
use crate::local::aside;
use crate::pages::inspect::this_finding::ThisFinding;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::time::Duration;

/// The pause in typing after which the note is saved.
const TYPING: Duration = Duration::from_millis(600);

/// Typed text that the disk does not have yet. Without a draft the field shows the saved note.
#[derive(Clone, Copy)]
struct Draft {
    this: ThisFinding,
    text: RwSignal<Option<String>>,
    refused: RwSignal<bool>,
    /// Counts key presses, so that a timer can tell whether it belongs to the last one.
    turn: StoredValue<u32>,
    /// Whether this draft makes the strip say that something is being saved.
    held: StoredValue<bool>,
    /// The text handed to the disk, while its answer is pending, and the disk's note until then.
    asked: StoredValue<Option<(String, String)>>,
}

impl Draft {
    fn new(this: ThisFinding) -> Self {
        Self {
            this,
            text: RwSignal::new(None),
            refused: RwSignal::new(false),
            turn: StoredValue::new(0),
            held: StoredValue::new(false),
            asked: StoredValue::new(None),
        }
    }

    fn type_in(self, text: String) {
        self.text.set(Some(text));
        self.hold(true);
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let turn = self.turn.get_value();
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(turn) {
                    self.keep();
                }
            },
            TYPING,
        );
    }

    /// Saves the draft. It remains a draft until the disk has it.
    fn keep(self) {
        let Some(Some(text)) = self.text.try_get_untracked() else {
            return;
        };
        // The content already shows the text that is being saved; only the disk's answer confirms
        // it.
        let asked = self.asked.try_get_value().flatten();
        if asked.as_ref().is_some_and(|it| it.0 == text) {
            return;
        }
        let over = self.over();
        let amendment = self.this.amendment(|said| said.note.clone_from(&text));
        let Some(intent) = amendment else {
            return self.settled(&text, true);
        };
        let kept = self.this.recorder.record_and_tell(vec![intent]);
        self.hold(false);
        let _ = self.asked.try_set_value(Some((text.clone(), over)));
        spawn_local(async move {
            let kept = kept.await;
            let asked = self.asked.try_get_value().flatten();
            if asked.is_some_and(|it| it.0 == text) {
                let _ = self.asked.try_set_value(None);
            }
            self.settled(&text, kept);
        });
    }

    /// Sets the draft aside, in case the page ends before the disk has it.
    fn set_aside(self) {
        if let Some(Some(text)) = self.text.try_get_untracked() {
            aside::put(self.this.id, self.over(), text);
        }
    }

    /// The note on the disk. While a save is pending, the content shown is ahead of it.
    fn over(self) -> String {
        let asked = self.asked.try_get_value().flatten();
        asked.map_or_else(
            || {
                let shown = self.this.content.try_get_untracked().flatten();
                shown.map_or_else(String::new, |it| it.note)
            },
            |it| it.1,
        )
    }

    /// Resumes a draft that an ended page set aside.
    fn take_up(self) {
        let kept = self.this.content.get_untracked();
        if let Some(text) = kept.and_then(|it| aside::get(self.this.id, &it.note)) {
            self.type_in(text);
        }
    }

    fn settled(self, text: &str, kept: bool) {
        self.hold(false);
        // The row may be gone, or the text changed meanwhile.
        let same = |now: &Option<String>| now.as_deref() == Some(text);
        if self.text.try_with_untracked(same) == Some(true) {
            let _ = self.refused.try_set(!kept);
            if kept {
                let _ = self.text.try_set(None);
                aside::forget(self.this.id);
            }
        }
    }

    fn hold(self, on: bool) {
        if self.held.try_get_value() == Some(!on) {
            let _ = self.held.try_set_value(on);
            self.this.recorder.here.store.hold(on);
        }
    }
}

/// The note's field. If the disk refuses a draft, the text stays in the field, marked as not saved.
#[component]
pub(super) fn Note(this: ThisFinding, required: bool) -> impl IntoView {
    let i18n = this.recorder.i18n;
    let id = format!("note-{}", this.id);
    let kept = this.part(|content| content.note.clone());
    let draft = Draft::new(this);
    let shown = Signal::derive(move || {
        draft
            .text
            .get()
            .unwrap_or_else(|| kept.get().unwrap_or_default())
    });
    draft.take_up();
    keep_when_leaving(draft);
    let label = if required {
        td_string!(i18n, inspect.note_required)
    } else {
        td_string!(i18n, inspect.note)
    };
    let missing = move || required && shown.with(|shown| shown.trim().is_empty());
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
            <textarea
                id=id
                class="input note"
                rows="1"
                maxlength="2000"
                placeholder=td_string!(i18n, inspect.note_hint)
                aria-invalid=move || missing().then_some("true")
                data-testid="note"
                prop:value=move || shown.get()
                on:input=move |event| draft.type_in(event_target_value(&event))
                on:change=move |_| draft.keep()
            ></textarea>
            {when(move || draft.refused.get(), move || view! {
                <p class="row-unsaved" role="alert" data-testid="note-unsaved">
                    {td_string!(i18n, inspect.note_not_saved)} " "
                    <button type="button" class="button button-secondary" on:click=move |_| draft.keep()>
                        {td_string!(i18n, inspect.save_again)}
                    </button>
                </p>
            }.into_any())}
        </div>
    }
    .into_any()
}

/// Leaving or hiding a page sends no blur event to the focused field, so the draft is saved here.
fn keep_when_leaving(draft: Draft) {
    let hidden = window_event_listener(ev::visibilitychange, move |_| draft.keep());
    let left = window_event_listener(ev::pagehide, move |_| {
        draft.set_aside();
        draft.keep();
    });
    on_cleanup(move || {
        hidden.remove();
        left.remove();
        draft.keep();
        draft.hold(false);
    });
}
