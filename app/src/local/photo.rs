//! From a camera's file to the bytes that are kept: shrunk to the area of 1600 by 1200 pixels, stamped,
//! JPEG at 80 %, hashed.

use super::idb::DiskError;
use domain::picture::{self, Taken};
use domain::time::Moment;
use futures::lock::{Mutex, MutexGuard};
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use sha2::{Digest, Sha256};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlImageElement, HtmlInputElement,
};

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
    /// When it was taken, or chosen where that is not known.
    pub taken_at: Moment,
    /// Nobody knows when it was taken.
    pub undated: bool,
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

/// Why a file does not become a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is none, or damaged.
    NoPicture,
    /// HEIC, which this browser cannot draw.
    Heic,
    /// So many million pixels: decoding them would take the tablet down.
    TooLarge(u64),
    /// The disk refused it.
    Disk(DiskError),
}

impl From<DiskError> for Fault {
    fn from(error: DiskError) -> Self {
        Self::Disk(error)
    }
}

/// One picture is decoded at a time: each takes up to four bytes for every pixel.
static TURN: Mutex<()> = Mutex::new(());

/// A file of a camera or of the album, of which the head has been looked at.
pub struct Chosen {
    file: File,
    /// When it was taken.
    pub taken: Taken,
    heif: bool,
    _turn: MutexGuard<'static, ()>,
}

impl Chosen {
    /// Looks at a file's head, once all those before it are through. What would be too large to
    /// decode is refused here, by what it says of itself.
    pub async fn look(file: File, camera: bool, now: Moment) -> Result<Self, Fault> {
        const HEAD: i32 = 512 * 1024;
        let turn = TURN.lock().await;
        let head = file
            .slice_with_i32_and_i32(0, HEAD)
            .map_err(|_| Fault::NoPicture)?;
        let head = bytes_of(&head).await.ok_or(Fault::NoPicture)?.to_vec();
        if let Some(picture) = picture::look(&head) {
            bound(picture.pixels())?;
        }
        let offset = now.offset_seconds();
        let exif = picture::taken_at(&head, offset);
        let kept = Moment::from_millis(file.last_modified() as i64, offset);
        Ok(Self {
            taken: Taken::of(camera, exif, kept, now),
            heif: picture::is_heif(&head),
            file,
            _turn: turn,
        })
    }

    /// Shrinks and stamps it. The stamp is decoration, as people expect it; proof is the hash, taken
    /// here of the very bytes that are kept. Where nobody knows when it was `taken`, it is kept with
    /// `now`, and said to be undated.
    pub async fn shrink(
        self,
        stamp: &str,
        taken: Option<Moment>,
        now: Moment,
    ) -> Result<Shot, Fault> {
        let Ok(address) = web_sys::Url::create_object_url_with_blob(&self.file) else {
            return Err(Fault::NoPicture);
        };
        let drawn = draw(&address, stamp).await;
        revoke(&address);
        let jpeg = drawn.map_err(|fault| match fault {
            Fault::NoPicture if self.heif => Fault::Heic,
            other => other,
        })?;
        let mut shot = kept(jpeg, JPEG, taken.unwrap_or(now)).await?;
        shot.undated = taken.is_none();
        Ok(shot)
    }
}

fn bound(pixels: u64) -> Result<(), Fault> {
    match pixels {
        0 => Err(Fault::NoPicture),
        1..=picture::MOST_PIXELS => Ok(()),
        _ => Err(Fault::TooLarge(pixels / 1_000_000)),
    }
}

async fn bytes_of(blob: &Blob) -> Option<Uint8Array> {
    let buffer: ArrayBuffer = JsFuture::from(blob.array_buffer())
        .await
        .ok()?
        .dyn_into()
        .ok()?;
    Some(Uint8Array::new(&buffer))
}

/// What is drawn on a canvas, as PNG: lines stay sharp.
pub async fn png(canvas: &HtmlCanvasElement) -> Result<Shot, DiskError> {
    let png = JsFuture::from(to_blob(canvas, PNG))
        .await
        .ok()
        .and_then(|blob| blob.dyn_into().ok())
        .ok_or_else(|| DiskError::Other(String::from("no drawing")))?;
    kept(png, PNG, super::clock::now()).await
}

/// The bytes of an image with their hash.
async fn kept(image: Blob, media_type: &str, taken_at: Moment) -> Result<Shot, DiskError> {
    let bytes = bytes_of(&image)
        .await
        .ok_or_else(|| DiskError::Other(String::from("no bytes")))?;
    let sha256 = hex::encode(Sha256::digest(bytes.to_vec()));
    let length = u64::from(bytes.length());
    Ok(Shot {
        bytes,
        sha256,
        length,
        media_type: media_type.to_owned(),
        taken_at,
        undated: false,
    })
}

/// Draws the picture at an address, upright as its EXIF has it, which browsers do by themselves for
/// an image element, on white, for what is transparent.
async fn draw(address: &str, stamp: &str) -> Result<Blob, Fault> {
    let image = loaded(address).await.map_err(|_| Fault::NoPicture)?;
    let (width, height) = (image.natural_width(), image.natural_height());
    bound(u64::from(width) * u64::from(height))?;
    let (width, height) = picture::kept_size(width, height);
    let jpeg = stamped(&image, width, height, stamp).await;
    // What was decoded may go before the next one is.
    image.set_src("");
    jpeg.map_err(|_| Fault::NoPicture)
}

async fn loaded(address: &str) -> Result<HtmlImageElement, JsValue> {
    let image = HtmlImageElement::new()?;
    let done = Promise::new(&mut |resolve, reject| {
        image.set_onload(Some(&resolve));
        image.set_onerror(Some(&reject));
    });
    image.set_src(address);
    JsFuture::from(done).await?;
    Ok(image)
}

async fn stamped(
    image: &HtmlImageElement,
    width: u32,
    height: u32,
    stamp: &str,
) -> Result<Blob, JsValue> {
    let document = web_sys::window().and_then(|it| it.document());
    let document = document.ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let (width, height) = (f64::from(width), f64::from(height));
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)?;
    let size = (height.min(width) / 28.0).max(14.0).round();
    context.set_font(&format!("{size}px system-ui, sans-serif"));
    context.set_fill_style_str("rgba(0, 0, 0, 0.55)");
    context.fill_rect(0.0, height - size * 2.0, width, size * 2.0);
    context.set_fill_style_str("#fff");
    let (left, bottom) = (size * 0.6, height - size * 0.65);
    context.fill_text_with_max_width(stamp, left, bottom, (width - 2.0 * left).max(1.0))?;
    let blob = JsFuture::from(to_blob(&canvas, JPEG)).await?;
    blob.dyn_into()
}

fn to_blob(canvas: &HtmlCanvasElement, media_type: &str) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let refuse = reject.clone();
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
        // A canvas that may not be read says so at once, and never calls back.
        if let Err(why) = called {
            let _ = refuse.call1(&JsValue::NULL, &why);
        }
    })
}

/// An address under which the page can show bytes; give it back with [`revoke_url`].
pub fn url(bytes: &Uint8Array) -> Option<String> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(bytes)).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// Browsers read what an address stands for after the click or the drawing that asked for it: so much
/// later is soon enough, in milliseconds.
const READ: u32 = 60_000;

/// Gives an address back, once nobody reads from it any more: a picture may be on its way from it
/// though it has left the page.
pub fn revoke_url(url: &str) {
    let url = url.to_owned();
    gloo_timers::callback::Timeout::new(READ, move || revoke(&url)).forget();
}

/// Gives an address back at once.
fn revoke(url: &str) {
    // An address that is unknown needs no giving back.
    let _ = web_sys::Url::revoke_object_url(url);
}
