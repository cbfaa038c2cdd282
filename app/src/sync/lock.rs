//! One tab pushes: a Web Lock held for a round of work.
//!
//! web-sys hides `LockManager` behind an unstable flag, so its one call is made by name.

use js_sys::{Function, Object, Promise, Reflect};
use std::future::Future;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Runs `work` while holding the lock `name`; does nothing if another tab holds it. Where the
/// browser has no locks the work runs without: the server sorts out what comes twice.
pub(super) async fn alone<F>(name: &str, work: F)
where
    F: Future<Output = ()> + 'static,
{
    let Some((locks, request)) = manager() else {
        return work.await;
    };
    let options = Object::new();
    // A failure to set an option would only make the call wait for its turn.
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
        // Its rejection means that the page is going away.
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
