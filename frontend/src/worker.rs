//! The service worker, which stores the application on the device.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{RegistrationOptions, ServiceWorkerContainer, ServiceWorkerUpdateViaCache};

/// A page that is left sooner than this does not register a worker, in milliseconds.
const STAYS_MS: i32 = 1_000;

/// Registers `/sw.js` after the page has stayed for a moment. If the page goes during the
/// registration, WebKit never tells the worker to install, until the browser is closed.
pub(crate) fn register() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let then = Closure::once_into_js(register_now);
    // If the timer fails, the application works as without a worker.
    let _ = window
        .set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), STAYS_MS);
}

/// Registers `/sw.js` if the browser has service workers: it has none over plain HTTP, and in some
/// private windows. Without a worker the application needs a network.
fn register_now() {
    let Some(container) = container() else {
        return;
    };
    let options = RegistrationOptions::new();
    options.set_scope("/");
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let registered = container.register_with_options("/sw.js", &options);
    let failed = Closure::once(|error: JsValue| web_sys::console::warn_1(&error));
    let _ = registered.catch(&failed);
    failed.forget();
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    // Read it from the object by name: the typed getter returns `undefined` as if it were a
    // container.
    let there = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    there.is_object().then(|| navigator.service_worker())
}
