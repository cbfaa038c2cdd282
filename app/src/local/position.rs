//! Where the device is. Read only when somebody taps for it, and stored only in what that person
//! then records: no tracks, no check-ins (国办函〔2026〕12号).
//!
//! Called by name: web-sys' types for the answer are larger than the four values needed here.

use super::by_name::{get, method};
use domain::position::Fix;
use futures::channel::oneshot;
use js_sys::{Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// How long to wait: a satellite's first answer takes a while without a network to help.
const PATIENCE_MS: f64 = 30_000.0;
/// A position of up to this age is still accepted.
const FRESH_MS: f64 = 20_000.0;

/// Why there is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFix {
    /// The person or the system denied access.
    Denied,
    /// The device cannot tell: no receiver, no view of the sky, or no answer within half a minute.
    Unavailable,
}

/// The device's current position; the browser asks the person for permission.
pub async fn locate() -> Result<Fix, NoFix> {
    let (sender, answer) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let tell = move |answer: Result<Fix, NoFix>| {
        // If the page was left, nobody waits for the answer.
        if let Some(sender) = sender.borrow_mut().take() {
            let _ = sender.send(answer);
        }
    };
    let found = {
        let tell = tell.clone();
        Closure::once(move |it: JsValue| tell(fix(&it).ok_or(NoFix::Unavailable)))
    };
    // GeolocationPositionError: 1 is PERMISSION_DENIED.
    let failed = Closure::once(move |error: JsValue| {
        let denied = get(&error, "code").as_f64() == Some(1.0);
        tell(Err(if denied {
            NoFix::Denied
        } else {
            NoFix::Unavailable
        }));
    });
    let options = Object::new();
    for (name, value) in [
        ("enableHighAccuracy", JsValue::TRUE),
        ("timeout", PATIENCE_MS.into()),
        ("maximumAge", FRESH_MS.into()),
    ] {
        // If an option cannot be set, the browser's default applies.
        let _ = Reflect::set(&options, &name.into(), &value);
    }
    let navigator = web_sys::window().ok_or(NoFix::Unavailable)?.navigator();
    let geolocation = get(&navigator, "geolocation");
    method(&geolocation, "getCurrentPosition")
        .and_then(|ask| {
            ask.call3(&geolocation, found.as_ref(), failed.as_ref(), &options)
                .ok()
        })
        .ok_or(NoFix::Unavailable)?;
    answer.await.unwrap_or(Err(NoFix::Unavailable))
}

fn fix(answer: &JsValue) -> Option<Fix> {
    let coordinates = get(answer, "coords");
    let number = |name| get(&coordinates, name).as_f64();
    Fix::from_degrees(
        number("latitude")?,
        number("longitude")?,
        number("accuracy")?,
    )
    .ok()
}
