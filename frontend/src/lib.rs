//! The browser's entry point: hydrates a page that the server rendered, or mounts the offline
//! shell; covers the page should the program fail; registers the service worker.

mod panic;
mod worker;

use leptos::mount::{hydrate_body, mount_to_body};
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs when the module has loaded.
#[wasm_bindgen(start)]
pub fn start() {
    panic::cover_the_page();
    if is_shell() {
        mount_to_body(app::App);
    } else {
        hydrate_body(app::App);
    }
    mark_ready();
    worker::register();
}

/// From here on taps are answered. Style sheets and tests can tell by the attribute.
fn mark_ready() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-ready", "");
    }
}

/// The shell is marked by the server. Children of the body tell nothing: scripts behind
/// `</body>` land in it.
fn is_shell() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let marked = document.and_then(|document| document.query_selector("[data-shell]").ok()?);
    marked.is_some_and(|element| matches!(element.tag_name().as_str(), "BODY" | "HTML"))
}
