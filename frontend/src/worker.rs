//! The service worker, which keeps the application on the device.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{RegistrationOptions, ServiceWorkerContainer, ServiceWorkerUpdateViaCache};

/// A page that is left sooner than this registers nothing.
const STAYS_MS: i32 = 1_000;

/// Registers `/sw.js` once the page has stayed for a moment: in WebKit a worker whose page goes
/// while it is being registered is never told to install, and stays so until the browser ends.
pub(crate) fn register() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let then = Closure::once_into_js(register_now);
    // Without a timer the application works as without a worker.
    let _ = window
        .set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), STAYS_MS);
}

/// Registers `/sw.js` where the browser has service workers: not over plain HTTP, and not in some
/// private windows. The application works without, as long as there is a network.
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
    // Asked of the object, since the getter hands out `undefined` as if it were a container.
    let there = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    there.is_object().then(|| navigator.service_worker())
}
