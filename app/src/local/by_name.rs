//! Browser features called by name, because some browsers or web-sys lack them.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A property; undefined if there is none.
pub(super) fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A method, if there is one.
pub(super) fn method(of: &JsValue, name: &str) -> Option<Function> {
    get(of, name).dyn_into().ok()
}
