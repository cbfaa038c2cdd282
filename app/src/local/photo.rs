//! From a camera's file to the bytes that are kept: shrunk to 1600 px on the long side, stamped,
//! JPEG at 80 %, hashed.

use super::idb::DiskError;
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use sha2::{Digest, Sha256};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlInputElement, ImageBitmap,
};

const LONG_SIDE: f64 = 1600.0;
const QUALITY: f64 = 0.8;
const JPEG: &str = "image/jpeg";
const PNG: &str = "image/png";

/// A photo ready to be kept.
pub struct Shot {
    /// The bytes.
    pub bytes: Uint8Array,
    /// Their SHA-256, hex: the proof.
    pub sha256: String,
    /// Their number.
    pub length: u64,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
}

/// The files chosen in an input, which is emptied so that the same can be chosen again.
pub fn take_files(input: &HtmlInputElement) -> Vec<File> {
    let files = input.files();
    let list = files
        .iter()
        .flat_map(|files| (0..files.length()).filter_map(|at| files.get(at)));
    let list = list.collect();
    input.set_value("");
    list
}

/// Shrinks and stamps an image file. The stamp is decoration, as people expect it; proof is the
/// hash, taken here of the very bytes that are kept.
pub async fn shrink(file: &File, stamp: &str) -> Result<Shot, DiskError> {
    let jpeg = draw(file, stamp)
        .await
        .map_err(|_| DiskError::Other(String::from("not an image")))?;
    kept(jpeg, JPEG).await
}

/// What is drawn on a canvas, as PNG: lines stay sharp.
pub async fn png(canvas: &HtmlCanvasElement) -> Result<Shot, DiskError> {
    let png = JsFuture::from(to_blob(canvas, PNG))
        .await
        .ok()
        .and_then(|blob| blob.dyn_into().ok())
        .ok_or_else(|| DiskError::Other(String::from("no drawing")))?;
    kept(png, PNG).await
}

/// The bytes of an image with their hash.
async fn kept(image: Blob, media_type: &str) -> Result<Shot, DiskError> {
    let buffer: ArrayBuffer = JsFuture::from(image.array_buffer())
        .await
        .ok()
        .and_then(|buffer| buffer.dyn_into().ok())
        .ok_or_else(|| DiskError::Other(String::from("no bytes")))?;
    let bytes = Uint8Array::new(&buffer);
    let sha256 = hex::encode(Sha256::digest(bytes.to_vec()));
    let length = u64::from(bytes.length());
    Ok(Shot {
        bytes,
        sha256,
        length,
        media_type: media_type.to_owned(),
    })
}

async fn draw(file: &File, stamp: &str) -> Result<Blob, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let bitmap: ImageBitmap = JsFuture::from(window.create_image_bitmap_with_blob(file)?)
        .await?
        .dyn_into()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (LONG_SIDE / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round(), (height * scale).round());
    let document = window.document().ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)?;
    bitmap.close();
    let size = (height.min(width) / 28.0).max(14.0).round();
    context.set_font(&format!("{size}px system-ui, sans-serif"));
    context.set_fill_style_str("rgba(0, 0, 0, 0.55)");
    context.fill_rect(0.0, height - size * 2.0, width, size * 2.0);
    context.set_fill_style_str("#fff");
    context.fill_text(stamp, size * 0.6, height - size * 0.65)?;
    let blob = JsFuture::from(to_blob(&canvas, JPEG)).await?;
    blob.dyn_into()
}

fn to_blob(canvas: &HtmlCanvasElement, media_type: &str) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let answer = if blob.is_null() { &reject } else { &resolve };
            // Nobody is left to tell if the promise has gone.
            let _ = answer.call1(&JsValue::NULL, &blob);
        });
        let called = canvas.to_blob_with_type_and_encoder_options(
            done.unchecked_ref(),
            media_type,
            &JsValue::from_f64(QUALITY),
        );
        debug_assert!(called.is_ok());
    })
}

/// An address under which the page can show bytes; give it back with [`revoke_url`].
pub fn url(bytes: &Uint8Array) -> Option<String> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(bytes)).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// Gives an address back.
pub fn revoke_url(url: &str) {
    // An address that is unknown needs no giving back.
    let _ = web_sys::Url::revoke_object_url(url);
}
