//! Ensures that only one tab syncs, by holding a Web Lock for each round.
//!
//! web-sys hides `LockManager` behind an unstable flag, so its one method is called by name.

use js_sys::{Function, Object, Promise, Reflect};
use std::future::Future;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Runs `work` while holding the lock `name`; does nothing if another tab holds it. A browser
/// without locks runs `work` without one: the server detects duplicates.
pub(super) async fn alone<F>(name: &str, work: F)
where
    F: Future<Output = ()> + 'static,
{
    let Some((locks, request)) = manager() else {
        return work.await;
    };
    let options = Object::new();
    // If the option cannot be set, the call only waits for the lock.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    let work = std::cell::RefCell::new(Some(work));
    let granted = Closure::once(move |lock: JsValue| -> Promise {
        match work.borrow_mut().take() {
            Some(work) if !lock.is_null() => future_to_promise(async move {
                work.await;
                Ok(JsValue::UNDEFINED)
            }),
            _ => Promise::resolve(&JsValue::UNDEFINED),
        }
    });
    let called = request.call3(&locks, &name.into(), &options, granted.as_ref());
    if let Some(promise) = called.ok().and_then(|it| it.dyn_into::<Promise>().ok()) {
        // A rejection means that the page is going away.
        let _ = JsFuture::from(promise).await;
    }
}

fn manager() -> Option<(JsValue, Function)> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into())
        .ok()
        .filter(|it| it.is_object())?;
    let request = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    Some((locks, request))
}
