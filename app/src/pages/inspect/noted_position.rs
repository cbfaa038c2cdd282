//! 记录位置: the position of a finding, if the inspector wants to record it.

use crate::language::use_words;
use crate::local::position::locate;
use crate::pages::inspect::nearest::why;
use crate::words_of::fill;
use domain::position::Fix;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// A button that records the device's position; afterwards, the position and a button to remove it.
#[component]
pub(super) fn NotedPosition(
    kept: Signal<Option<Fix>>,
    #[prop(into)] on_note: Callback<Option<Fix>>,
) -> impl IntoView {
    let i18n = use_words();
    let said = RwSignal::new(td_string!(i18n, inspect.position_hint));
    let tap = move |_| {
        if kept.get_untracked().is_some() {
            return on_note.run(None);
        }
        said.set(td_string!(i18n, inspect.position_asking));
        spawn_local(async move {
            let answer = locate().await;
            let words = match answer {
                Ok(_) => td_string!(i18n, inspect.position_hint),
                Err(no) => why(i18n, no),
            };
            // If the row was closed meanwhile, record nothing.
            if said.try_set(words).is_none()
                && let Ok(fix) = answer
            {
                on_note.try_run(Some(fix));
            }
        });
    };
    let words = move || match kept.get() {
        Some(fix) => {
            let at = fill(
                td_string!(i18n, common.position),
                &[("at", &fix.at), ("metres", &fix.accuracy)],
            );
            fill(td_string!(i18n, inspect.noted_position), &[("at", &at)])
        }
        None => said.get().to_owned(),
    };
    view! {
        <div class="nearest">
            <button
                type="button"
                class="button button-quiet"
                data-testid="note-position"
                on:click=tap
            >
                {move || {
                    if kept.get().is_some() {
                        td_string!(i18n, inspect.drop_position)
                    } else {
                        td_string!(i18n, inspect.note_position)
                    }
                }}
            </button>
            <p class="field-hint" role="status" data-testid="noted-position">
                {words}
            </p>
        </div>
    }
    .into_any()
}
