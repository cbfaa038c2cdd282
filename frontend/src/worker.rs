//! Registers the service worker, which keeps the application on the device.

use wasm_bindgen::{JsValue, closure::Closure};
use web_sys::{RegistrationOptions, ServiceWorkerUpdateViaCache};

/// Registers `/sw.js` where the browser has service workers: not over plain HTTP, and not in some
/// private windows. The application works without, as long as there is a network.
pub(crate) fn register() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let navigator = window.navigator();
    // Asked of the object, since the getter hands out `undefined` as if it were a container.
    let container = js_sys::Reflect::get(&navigator, &"serviceWorker".into());
    if !container.is_ok_and(|container| container.is_object()) {
        return;
    }
    let options = RegistrationOptions::new();
    options.set_scope("/");
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let registered = navigator
        .service_worker()
        .register_with_options("/sw.js", &options);
    let failed = Closure::once(|error: JsValue| web_sys::console::warn_1(&error));
    let _ = registered.catch(&failed);
    failed.forget();
}
