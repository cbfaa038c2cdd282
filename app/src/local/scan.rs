//! The camera and the browser's own `BarcodeDetector`, which web-sys hides behind an unstable flag
//! and many browsers lack: bound by name, and asked for before it is offered.

use super::by_name::{get, method};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A pause between two looks: a phone stays cool, and nobody notices.
const PAUSE_MS: u32 = 150;

/// Whether this browser has a camera to ask for and reads QR codes. Some have the detector's name
/// and no formats: Android without Google's services.
pub async fn can_scan() -> bool {
    let Some((class, devices)) = parts() else {
        return false;
    };
    if method(&devices, "getUserMedia").is_none() {
        return false;
    }
    let formats = call(&class, "getSupportedFormats", &JsValue::UNDEFINED).await;
    formats
        .is_some_and(|it| Array::is_array(&it) && Array::from(&it).includes(&"qr_code".into(), 0))
}

/// Shows the camera in `video` and tells each text that it reads to `found`, until that answers
/// true or `wanted` false. The camera is off when this returns. False: no camera could be had.
pub async fn scan(video: JsValue, wanted: impl Fn() -> bool, found: impl Fn(&str) -> bool) -> bool {
    let Some((detector, camera)) = open().await else {
        return false;
    };
    // Closed while the person was being asked for leave.
    if !wanted() {
        return true;
    }
    let shown = Reflect::set(&video, &"srcObject".into(), &camera.0).is_ok();
    if !shown || call(&video, "play", &JsValue::UNDEFINED).await.is_none() {
        return !wanted();
    }
    while wanted() {
        // A look fails while the first picture is still to come.
        let codes = call(&detector, "detect", &video).await;
        let codes = codes.filter(Array::is_array).map(|it| Array::from(&it));
        let texts = codes.iter().flat_map(Array::iter);
        let done = texts
            .filter_map(|code| get(&code, "rawValue").as_string())
            .any(|text| wanted() && found(&text));
        if done {
            break;
        }
        TimeoutFuture::new(PAUSE_MS).await;
    }
    true
}

/// A running camera; it stops when this is dropped, however the scan ends.
struct Camera(JsValue);

impl Drop for Camera {
    fn drop(&mut self) {
        let tracks = method(&self.0, "getTracks").and_then(|it| it.call0(&self.0).ok());
        for track in tracks.iter().flat_map(|it| Array::from(it).to_vec()) {
            if let Some(stop) = method(&track, "stop") {
                // A track that has ended already needs no stopping.
                let _ = stop.call0(&track);
            }
        }
    }
}

fn parts() -> Option<(JsValue, JsValue)> {
    let window = web_sys::window()?;
    let class = get(&window, "BarcodeDetector");
    let devices = get(&window.navigator(), "mediaDevices");
    (class.is_function() && devices.is_object()).then_some((class, devices))
}

async fn open() -> Option<(JsValue, Camera)> {
    let (class, devices) = parts()?;
    let detector = options(&[("formats", Array::of1(&"qr_code".into()).into())])?;
    let detector =
        Reflect::construct(class.unchecked_ref::<Function>(), &Array::of1(&detector)).ok()?;
    let rear = options(&[("facingMode", "environment".into())])?;
    let wanted = options(&[("video", rear)])?;
    let stream = call(&devices, "getUserMedia", &wanted).await?;
    Some((detector, Camera(stream)))
}

fn options(fields: &[(&str, JsValue)]) -> Option<JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value).ok()?;
    }
    Some(object.into())
}

/// Calls a method that promises something; none where there is none or it fails.
async fn call(of: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    let promise = method(of, name)?.call1(of, argument).ok()?;
    JsFuture::from(Promise::resolve(&promise)).await.ok()
}
