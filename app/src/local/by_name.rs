//! The browser's things that are called by name, because some browsers lack them or web-sys does.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A property; undefined where there is none.
pub(super) fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A method, where there is one.
pub(super) fn method(of: &JsValue, name: &str) -> Option<Function> {
    get(of, name).dyn_into().ok()
}
