//! The browser's entry points, one for each of the six programs: `pages`, `desk`, `books`, `manage`
//! and `visits` hydrate what the server rendered, `tablet` mounts the inspector's part into the
//! offline shell. All of them register the service worker.

#[cfg(feature = "desk")]
mod score;
mod worker;

use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(any(
    feature = "pages",
    feature = "desk",
    feature = "books",
    feature = "manage",
    feature = "visits"
))]
use leptos::mount::hydrate_body as begin;
#[cfg(feature = "tablet")]
use leptos::mount::mount_to_body as begin;

#[cfg(feature = "pages")]
use app::App as Program;
#[cfg(feature = "books")]
use app::books::BooksApp as Program;
#[cfg(feature = "desk")]
use app::desk::DeskApp as Program;
#[cfg(feature = "manage")]
use app::manage::ManageApp as Program;
#[cfg(feature = "tablet")]
use app::on_tablet::TabletApp as Program;
#[cfg(feature = "visits")]
use app::visits::VisitsApp as Program;

/// Runs after the module has loaded.
#[wasm_bindgen(start)]
pub fn start() {
    // A release build has no panic messages: it stops, and `cover.js` covers the page.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    begin(Program);
    mark_ready();
    worker::register();
}

/// Marks the document, for style sheets and tests: from here on taps are answered.
fn mark_ready() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-ready", "");
    }
}
