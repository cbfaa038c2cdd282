//! The service worker from the page's side: whether the installed shell is there, and taking over
//! a new version.

use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

/// The browser's service workers; none outside a secure context.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

async fn registration() -> Option<ServiceWorkerRegistration> {
    let ready = container()?.ready().ok()?;
    JsFuture::from(ready).await.ok()?.dyn_into().ok()
}

/// Why no shell is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindered {
    /// The browser, or this window of it, has no service workers.
    Unable,
    /// It takes longer than it should on the slowest network.
    Late,
}

/// After this the person is told that it takes long.
const PATIENCE_MS: u32 = 60_000;

/// Waits until the shell is installed and active: from then on every address of the tablet opens
/// without a network. `hindered` is told when that cannot be or takes long; it may still come true.
pub async fn installed(hindered: impl Fn(Hindered) + 'static) -> bool {
    if container().is_none() {
        hindered(Hindered::Unable);
        return false;
    }
    // Dropped, and thereby silent, as soon as the answer is there.
    let _late = Timeout::new(PATIENCE_MS, move || hindered(Hindered::Late));
    registration()
        .await
        .is_some_and(|registration| registration.active().is_some())
}

/// The id of the build that this page is of, as its document names it.
pub fn build() -> String {
    let named = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("meta[name=xuncha-build]").ok()?)
        .and_then(|element| element.get_attribute("content"));
    named.unwrap_or_default()
}

/// Whether a new version lies beside the running one.
pub async fn update_waits() -> bool {
    match registration().await {
        Some(registration) => {
            if let Ok(check) = registration.update() {
                // Offline there is nothing to learn.
                let _ = JsFuture::from(check).await;
            }
            registration.waiting().is_some()
        }
        None => false,
    }
}

/// Lets the new version take over and loads the page anew under it.
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
                // If it fails the person reloads by hand and gets the same.
                let _ = window.location().reload();
            }
        });
        container.set_oncontrollerchange(Some(reload.unchecked_ref()));
    }
    let message = Object::new();
    if Reflect::set(&message, &"type".into(), &JsValue::from_str("take-over")).is_ok() {
        // The waiting worker is gone only if another tab has let it take over.
        let _ = waiting.post_message(&message);
    }
}
