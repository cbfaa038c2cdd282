//! A dialog that comes up from the bottom on a phone and stands in the middle of a desktop.

use crate::language::use_words;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A modal dialog on the browser's own `<dialog>`: it keeps the focus inside, Esc closes it, and
/// the focus goes back to where it was.
#[component]
pub fn Sheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Wide, for pictures and details.
    #[prop(optional)]
    wide: bool,
    /// After it was closed, however.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
    /// What it holds; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_words();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = node.get() else {
            return;
        };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            node_ref=node
            class=if wide { "sheet sheet-wide" } else { "sheet" }
            aria-label=move || title.get()
            data-testid=(!testid.is_empty()).then_some(testid)
            on:close=move |_| {
                open.set(false);
                if let Some(callback) = on_close {
                    callback.run(());
                }
            }
            on:click=move |event| {
                // The element itself is hit only beside its content: on the backdrop. The second click of a
                // double click is not meant: the first has opened it.
                if event.target() == event.current_target() && event.detail() < 2 {
                    open.set(false);
                }
            }
        >
            <div class="sheet-body">
                <div class="sheet-head">
                    <h2>{move || title.get()}</h2>
                    <button
                        type="button"
                        class="button button-quiet button-icon"
                        aria-label=td_string!(i18n, common.close)
                        on:click=move |_| open.set(false)
                    >
                        <span aria-hidden="true">"✕"</span>
                    </button>
                </div>
                {move || open.get().then(|| children())}
            </div>
        </dialog>
    }
    .into_any()
}
