//! A dialog that slides up from the bottom on a phone and is centred on a desktop.

use crate::language::use_words;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A modal dialog on the browser's own `<dialog>`: the focus stays inside, Esc closes it, and the
/// focus returns to where it was.
#[component]
pub fn Sheet(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Whether the dialog is wide, for pictures and details.
    #[prop(optional)]
    wide: bool,
    /// Called after the dialog was closed in any way.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// A hook for tests.
    #[prop(optional)]
    testid: &'static str,
    /// The content, made anew each time the dialog opens.
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
                // Only a click on the backdrop targets the dialog element itself. The second click
                // of a double click is ignored: the first one opened the dialog.
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
