//! The review by keyboard: j and k move, c confirms, r rejects, q sends back, x ticks, / searches,
//! and ? lists the keys.

use crate::components::Sheet;
use crate::components::browser::is_typing;
use crate::language::use_words;
use crate::pages::review::decide::{self, Asking};
use crate::pages::review::many::Many;
use crate::pages::review::state::ReviewState;
use crate::pages::review::typed;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Listens for keys while the page exists. Keys in a field or a dialog, or with Ctrl, Alt or ⌘, are
/// ignored. Without the right to decide, only moving works.
pub fn listen(state: ReviewState, many: Many, decides: bool, help: RwSignal<bool>) {
    let desk_actions = decide::provide(state);
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if is_typing(&event) || event.repeat() && !matches!(event.key().as_str(), "j" | "k") {
                return;
            }
            let selected = state.selected.get_untracked();
            let open = selected.is_some();
            match event.key().as_str() {
                "j" => step(state, 1),
                "k" => step(state, -1),
                "Escape" if open => state.select(None, false),
                "/" => typed::begin(state),
                // A Chinese keyboard sends the full-width one.
                "?" | "？" => help.set(true),
                _ if !decides => return,
                "c" if open => desk_actions.confirm(),
                "r" if open => desk_actions.ask(Asking::Reject),
                "q" if open => desk_actions.ask(Asking::Return),
                "x" if open => selected
                    .into_iter()
                    .for_each(|finding| many.toggle(finding)),
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || handle.remove());
    });
}

fn step(state: ReviewState, by: isize) {
    if let Some(finding) = state.neighbour(by) {
        state.select(Some(finding), true);
    }
}

/// The keys and what each does; deciding keys only for those who may decide.
#[component]
pub fn KeysSheet(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// Whether the person may decide.
    decides: bool,
) -> impl IntoView {
    let i18n = use_words();
    let title = Signal::stored(td_string!(i18n, review.keys).to_owned());
    let moves = [
        ("j", td_string!(i18n, review.key_next)),
        ("k", td_string!(i18n, review.key_previous)),
        ("Esc", td_string!(i18n, review.key_close)),
        ("/", td_string!(i18n, review.key_search)),
    ];
    let decisions = [
        ("c", td_string!(i18n, review.confirm)),
        ("r", td_string!(i18n, review.reject)),
        ("q", td_string!(i18n, review.send_back)),
        ("x", td_string!(i18n, review.key_tick)),
    ];
    let help = ("?", td_string!(i18n, review.key_help));
    let decisions = decisions.into_iter().filter(move |_| decides);
    let all: Vec<_> = moves.into_iter().chain(decisions).chain([help]).collect();
    view! {
        <Sheet open=open title=title testid="review-keys-sheet">
            <dl class="keys">
                {all
                    .iter()
                    .map(|(key, words)| {
                        view! {
                            <div>
                                <dt>
                                    <kbd>{*key}</kbd>
                                </dt>
                                <dd>{*words}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </Sheet>
    }
    .into_any()
}
