//! The camera and the browser's own `BarcodeDetector`. web-sys hides that class behind an unstable
//! flag and many browsers lack it, so it is bound by name and checked before scanning is offered.

use super::by_name::{get, method};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The pause between two detections: it keeps the phone cool and is too short to notice.
const PAUSE_MS: u32 = 150;

/// Whether this browser has a camera and reads QR codes. Some have the detector but no formats:
/// Android without Google's services.
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

/// Shows the camera in `video` and passes each text that it reads to `found`, until `found` returns
/// true or `wanted` returns false. The camera is off when this returns. Returns false if no camera
/// was available.
pub async fn scan(video: JsValue, wanted: impl Fn() -> bool, found: impl Fn(&str) -> bool) -> bool {
    let Some((detector, camera)) = open().await else {
        return false;
    };
    // Closed while the browser asked the person for permission.
    if !wanted() {
        return true;
    }
    // The video plays by itself. Waiting for its first picture could leave the camera on after the
    // person has gone.
    if Reflect::set(&video, &"srcObject".into(), &camera.0).is_err() {
        return false;
    }
    while wanted() {
        // Detection fails until the first picture has arrived.
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

/// A running camera, stopped on drop, however the scan ends.
struct Camera(JsValue);

impl Drop for Camera {
    fn drop(&mut self) {
        let tracks = method(&self.0, "getTracks").and_then(|it| it.call0(&self.0).ok());
        for track in tracks.iter().flat_map(|it| Array::from(it).to_vec()) {
            if let Some(stop) = method(&track, "stop") {
                // A stopped track needs no stopping.
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

/// Calls a method that returns a promise; `None` if it is missing or fails.
async fn call(of: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    let promise = method(of, name)?.call1(of, argument).ok()?;
    JsFuture::from(Promise::resolve(&promise)).await.ok()
}
