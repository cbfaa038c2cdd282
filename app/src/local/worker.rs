//! The service worker, from the page's side: whether the shell is installed, and switching to a new
//! version.

use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

/// The browser's service workers; `None` outside a secure context.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

async fn registration() -> Option<ServiceWorkerRegistration> {
    let ready = container()?.ready().ok()?;
    JsFuture::from(ready).await.ok()?.dyn_into().ok()
}

/// Why the shell is not installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindered {
    /// The browser, or this window, has no service workers.
    Unable,
    /// Installing takes longer than it should even on the slowest network.
    Late,
}

/// After this time the person is told that installing takes long.
const PATIENCE_MS: u32 = 60_000;

/// Waits until the shell is installed and active: from then on every address of the tablet opens
/// without a network. Calls `hindered` if that is impossible or takes long; after `Late` it may
/// still succeed.
pub async fn installed(hindered: impl Fn(Hindered) + 'static) -> bool {
    if container().is_none() {
        hindered(Hindered::Unable);
        return false;
    }
    // Dropped when the answer arrives, so that it no longer fires.
    let _late = Timeout::new(PATIENCE_MS, move || hindered(Hindered::Late));
    registration()
        .await
        .is_some_and(|registration| registration.active().is_some())
}

/// The build id in this page's document.
pub fn build() -> String {
    let named = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("meta[name=xuncha-build]").ok()?)
        .and_then(|element| element.get_attribute("content"));
    named.unwrap_or_default()
}

/// Whether a new version waits to take over.
pub async fn update_waits() -> bool {
    match registration().await {
        Some(registration) => {
            if let Ok(check) = registration.update() {
                // Offline, the check fails and changes nothing.
                let _ = JsFuture::from(check).await;
            }
            registration.waiting().is_some()
        }
        None => false,
    }
}

/// Lets the new version take over and reloads the page under it.
pub async fn take_over() {
    let Some(registration) = registration().await else {
        return;
    };
    let Some(waiting): Option<ServiceWorker> = registration.waiting() else {
        return;
    };
    if let Some(container) = container() {
        let reload = wasm_bindgen::closure::Closure::once_into_js(|| {
            if let Some(window) = web_sys::window() {
                // If this fails, a manual reload does the same.
                let _ = window.location().reload();
            }
        });
        container.set_oncontrollerchange(Some(reload.unchecked_ref()));
    }
    let message = Object::new();
    if Reflect::set(&message, &"type".into(), &JsValue::from_str("take-over")).is_ok() {
        // The waiting worker is gone only if another tab has activated it.
        let _ = waiting.post_message(&message);
    }
}
