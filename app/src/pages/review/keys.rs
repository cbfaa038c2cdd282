//! The review by keyboard: j and k move, c confirms, r rejects, q sends back, x ticks.

use crate::components::browser::is_typing;
use crate::pages::review::decide::{self, Asking};
use crate::pages::review::desk::Desk;
use crate::pages::review::many::Many;
use leptos::prelude::*;

/// Listens while the page is there. Keys pressed in a field, a dialog or with Ctrl, Alt or ⌘ are
/// not ours. Whoever reads and does not decide moves and no more.
pub fn listen(desk: Desk, many: Many, decides: bool) {
    let desk_actions = decide::provide(desk);
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if is_typing(&event) || event.repeat() && !matches!(event.key().as_str(), "j" | "k") {
                return;
            }
            let selected = desk.selected.get_untracked();
            let open = selected.is_some();
            match event.key().as_str() {
                "j" => step(desk, 1),
                "k" => step(desk, -1),
                "Escape" if open => desk.select(None, false),
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

fn step(desk: Desk, by: isize) {
    if let Some(finding) = desk.neighbour(by) {
        desk.select(Some(finding), true);
    }
}
