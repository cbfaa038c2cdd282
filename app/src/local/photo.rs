//! From a camera's file to the stored bytes: shrunk to the area of 1600 by 1200 pixels, stamped,
//! encoded as JPEG at 80 % and hashed.

use super::idb::DiskError;
use domain::picture::{self, PhotoTime};
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

/// A photo ready to be stored.
pub struct Shot {
    /// The bytes.
    pub bytes: Uint8Array,
    /// SHA-256 of the bytes, hex: the proof.
    pub sha256: String,
    /// The number of bytes.
    pub length: u64,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// When it was taken; if that is unknown, when it was chosen.
    pub taken_at: Moment,
    /// Whether the time of taking is unknown.
    pub undated: bool,
}

/// The files chosen in an input. Empties the input, so that the same file can be chosen again.
pub fn take_files(input: &HtmlInputElement) -> Vec<File> {
    let files = input.files();
    let list = files
        .iter()
        .flat_map(|files| (0..files.length()).filter_map(|at| files.get(at)));
    let list = list.collect();
    input.set_value("");
    list
}

/// Why a file cannot become a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoFault {
    /// The file is no picture, or is damaged.
    NoPicture,
    /// A HEIC file, which this browser cannot draw.
    Heic,
    /// This many million pixels: decoding them would crash the tablet's browser.
    TooLarge(u64),
    /// The disk refused the photo.
    Disk(DiskError),
}

impl From<DiskError> for PhotoFault {
    fn from(error: DiskError) -> Self {
        Self::Disk(error)
    }
}

/// Held while a picture is being handled, so that only one is decoded at a time: each needs up to
/// four bytes per pixel.
static TURN: Mutex<()> = Mutex::new(());

/// A file from the camera or the album whose head has been read.
pub struct Chosen {
    file: File,
    /// When the picture was taken.
    pub taken: PhotoTime,
    heif: bool,
    _turn: MutexGuard<'static, ()>,
}

impl Chosen {
    /// Reads a file's head, after all earlier files are done. Refuses a picture whose head gives a
    /// size too large to decode.
    pub async fn look(file: File, camera: bool, now: Moment) -> Result<Self, PhotoFault> {
        const HEAD: i32 = 512 * 1024;
        let turn = TURN.lock().await;
        let head = file
            .slice_with_i32_and_i32(0, HEAD)
            .map_err(|_| PhotoFault::NoPicture)?;
        let head = bytes_of(&head).await.ok_or(PhotoFault::NoPicture)?.to_vec();
        if let Some(picture) = picture::look(&head) {
            bound(picture.pixels())?;
        }
        let offset = now.offset_seconds();
        let exif = picture::taken_at(&head, offset);
        let kept = Moment::from_millis(file.last_modified() as i64, offset);
        Ok(Self {
            taken: PhotoTime::of(camera, exif, kept, now),
            heif: picture::is_heif(&head),
            file,
            _turn: turn,
        })
    }

    /// Shrinks and stamps the picture. People expect the stamp, but the proof is the hash of the
    /// stored bytes, computed here. If `taken` is unknown, the photo gets `now` and is marked as
    /// undated.
    pub async fn shrink(
        self,
        stamp: &str,
        taken: Option<Moment>,
        now: Moment,
    ) -> Result<Shot, PhotoFault> {
        let Ok(address) = web_sys::Url::create_object_url_with_blob(&self.file) else {
            return Err(PhotoFault::NoPicture);
        };
        let drawn = draw(&address, stamp).await;
        revoke(&address);
        let jpeg = drawn.map_err(|fault| match fault {
            PhotoFault::NoPicture if self.heif => PhotoFault::Heic,
            other => other,
        })?;
        let mut shot = kept(jpeg, JPEG, taken.unwrap_or(now)).await?;
        shot.undated = taken.is_none();
        Ok(shot)
    }
}

fn bound(pixels: u64) -> Result<(), PhotoFault> {
    match pixels {
        0 => Err(PhotoFault::NoPicture),
        1..=picture::MOST_PIXELS => Ok(()),
        _ => Err(PhotoFault::TooLarge(pixels / 1_000_000)),
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

/// A canvas as PNG, which keeps lines sharp.
pub async fn png(canvas: &HtmlCanvasElement) -> Result<Shot, DiskError> {
    let png = JsFuture::from(to_blob(canvas, PNG))
        .await
        .ok()
        .and_then(|blob| blob.dyn_into().ok())
        .ok_or_else(|| DiskError::Other(String::from("no drawing")))?;
    kept(png, PNG, super::clock::now()).await
}

/// An image's bytes with their hash.
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

/// Draws the picture at an address on white, in case it is transparent. Browsers turn an image
/// element upright by its EXIF data.
async fn draw(address: &str, stamp: &str) -> Result<Blob, PhotoFault> {
    let image = loaded(address).await.map_err(|_| PhotoFault::NoPicture)?;
    let (width, height) = (image.natural_width(), image.natural_height());
    bound(u64::from(width) * u64::from(height))?;
    let (width, height) = picture::kept_size(width, height);
    let jpeg = stamped(&image, width, height, stamp).await;
    // Lets the browser free the decoded picture before the next one.
    image.set_src("");
    jpeg.map_err(|_| PhotoFault::NoPicture)
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
            // If the promise is gone, nobody waits for the answer.
            let _ = answer.call1(&JsValue::NULL, &blob);
        });
        let called = canvas.to_blob_with_type_and_encoder_options(
            done.unchecked_ref(),
            media_type,
            &JsValue::from_f64(QUALITY),
        );
        // A canvas that may not be read throws at once and never calls back.
        if let Err(why) = called {
            let _ = refuse.call1(&JsValue::NULL, &why);
        }
    })
}

/// An address under which the page can show bytes; release it with [`revoke_url`].
pub fn url(bytes: &Uint8Array) -> Option<String> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(bytes)).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// Browsers read an object address only after the click or drawing that uses it. After this time
/// they are done, in milliseconds.
const READ: u32 = 60_000;

/// Releases an address later: the browser may still be reading from it after the picture has left
/// the page.
pub fn revoke_url(url: &str) {
    let url = url.to_owned();
    gloo_timers::callback::Timeout::new(READ, move || revoke(&url)).forget();
}

/// Releases an address at once.
fn revoke(url: &str) {
    // Revoking an unknown address is harmless.
    let _ = web_sys::Url::revoke_object_url(url);
}
