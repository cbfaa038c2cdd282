//! The service worker, which keeps the application on the device.

use wasm_bindgen::{JsValue, closure::Closure};
use web_sys::{RegistrationOptions, ServiceWorkerContainer, ServiceWorkerUpdateViaCache};

/// Registers `/sw.js` where the browser has service workers: not over plain HTTP, and not in some
/// private windows. The application works without, as long as there is a network.
pub(crate) fn register() {
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
