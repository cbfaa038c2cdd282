//! Sends the bytes of photos by tus 1.0, after the operations that attach them.
//!
//! A photo's bytes stay on the tablet until a pull reports the photo as `verified`, or until an hour
//! after the photo was withdrawn.

use super::http::{Answer, LONG_TIMEOUT_MS, NoAnswer, Payload, TIMEOUT_MS, send};
use crate::local::store::Store;
use crate::local::tablet::PhotoEntry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::sync::portion::Portion;
use gloo_net::http::{Method, Request, RequestBuilder};
use js_sys::Uint8Array;
use sha2::{Digest, Sha256};
use std::cell::RefCell;

const TUS: &str = "1.0.0";
/// How often to send bytes again if they do not match their hash: the network may have damaged
/// them.
const MAX_RESTARTS: u32 = 3;
/// After this many pieces without progress, the next photo follows; after this many stuck photos,
/// sending ends for now.
const MAX_MISSES: u32 = 3;

/// The outcome of sending photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sent {
    /// How many photos have arrived whole.
    pub(super) arrived: u32,
    /// Why sending ended.
    pub(super) end: End,
}

/// Why sending ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Everything possible was sent, or something more urgent came up.
    Done,
    /// The server did not answer, or not for every photo; retry later.
    Later,
    /// Something between tablet and server refused; retry later.
    Barred,
    /// The session has ended.
    SignedOut,
}

enum Trouble {
    /// There was no answer.
    Unreachable,
    /// The fate of a piece is unknown: ask the server how much it has.
    Late,
    /// The server has another offset than this tablet assumed.
    Elsewhere,
    /// The piece or the whole photo does not match its hash.
    Damaged,
    /// This photo has a problem; others may succeed.
    Stuck,
    Barred,
    SignedOut,
    Refused(String),
}

/// Sends all waiting photos, those with the least left first, so that a large one does not delay
/// small ones. Ends between two pieces when `urgent` returns true.
pub(super) async fn send_all(
    store: Store,
    pieces: &RefCell<Portion>,
    urgent: impl Fn() -> bool,
) -> Sent {
    let mut ready: Vec<PhotoEntry> = store.peek(|tablet| {
        let wanted = |photo: &&PhotoEntry| {
            photo.refused.is_none()
                && photo.sent < photo.length
                && tablet.is_attached(photo)
                && !tablet.is_taken_back(photo)
        };
        tablet.photos.values().filter(wanted).cloned().collect()
    });
    ready.sort_by_key(|photo| photo.length.saturating_sub(photo.sent));
    let (mut arrived, mut stuck) = (0, 0);
    let mut end = End::Done;
    for mut photo in ready {
        end = match send_one(store, &mut photo, pieces, &urgent).await {
            Ok(true) => {
                arrived += 1;
                continue;
            }
            Ok(false) => End::Done,
            Err(Trouble::SignedOut) => End::SignedOut,
            Err(Trouble::Barred) => End::Barred,
            Err(Trouble::Refused(words)) => {
                photo.refused = Some(words);
                // If the disk fails here, the server will refuse again; nothing is lost.
                let _ = store.put_photo(photo).await;
                continue;
            }
            Err(Trouble::Stuck) if stuck + 1 < MAX_MISSES => {
                stuck += 1;
                continue;
            }
            Err(_) => End::Later,
        };
        break;
    }
    if end == End::Done && stuck > 0 {
        end = End::Later;
    }
    Sent { arrived, end }
}

/// Sends the rest of a photo, piece by piece; returns whether it has arrived whole.
async fn send_one(
    store: Store,
    photo: &mut PhotoEntry,
    pieces: &RefCell<Portion>,
    urgent: &impl Fn() -> bool,
) -> Result<bool, Trouble> {
    let bytes = store
        .bytes(&photo.sha256)
        .await
        .map_err(|_| Trouble::Unreachable)?;
    let bytes = bytes.ok_or_else(|| Trouble::Refused(String::from("bytes")))?;
    let (upload, mut offset) = create(photo).await?;
    let length = bytes.length();
    let (mut restarts, mut misses) = (0, 0);
    while offset < u64::from(length) {
        if urgent() {
            return Ok(false);
        }
        let from = u32::try_from(offset).map_err(|_| Trouble::Stuck)?;
        let size = pieces.borrow().now();
        let piece = bytes.subarray(from, length.min(from.saturating_add(size)));
        // Copy the piece: `subarray` alone would send the whole buffer.
        let piece = Uint8Array::new(&piece);
        let began = js_sys::Date::now();
        let now = match patch(&upload, offset, &piece).await {
            Ok(now) => {
                let took = js_sys::Date::now() - began;
                pieces.borrow_mut().arrived(took as u32);
                now
            }
            Err(Trouble::Late) => {
                pieces.borrow_mut().late();
                head(&upload).await?
            }
            Err(Trouble::Elsewhere) => head(&upload).await?,
            Err(Trouble::Damaged) if restarts < MAX_RESTARTS => {
                restarts += 1;
                misses = 0;
                head(&upload).await?
            }
            Err(Trouble::Damaged) => return Err(Trouble::Refused(String::from("SHA-256"))),
            Err(other) => return Err(other),
        };
        misses = if now > offset { 0 } else { misses + 1 };
        if misses == MAX_MISSES {
            return Err(Trouble::Stuck);
        }
        offset = now;
        photo.sent = offset.min(photo.length);
        let _ = store.put_photo(photo.clone()).await;
    }
    photo.sent = photo.length;
    let _ = store.put_photo(photo.clone()).await;
    Ok(true)
}

/// Announces a photo; returns its upload address and how many bytes the server already has.
async fn create(photo: &PhotoEntry) -> Result<(String, u64), Trouble> {
    let metadata = format!(
        "sha256 {},type {}",
        BASE64.encode(&photo.sha256),
        BASE64.encode(&photo.media_type)
    );
    let request = Request::post("/api/v1/photos")
        .header("tus-resumable", TUS)
        .header("upload-length", &photo.length.to_string())
        .header("upload-metadata", &metadata);
    let answer = asked(send(request, Payload::None, TIMEOUT_MS).await)?;
    answer.location.zip(answer.offset).ok_or(Trouble::Stuck)
}

async fn head(upload: &str) -> Result<u64, Trouble> {
    let request = RequestBuilder::new(upload)
        .method(Method::HEAD)
        .header("tus-resumable", TUS);
    let answer = asked(send(request, Payload::None, TIMEOUT_MS).await)?;
    answer.offset.ok_or(Trouble::Stuck)
}

async fn patch(upload: &str, offset: u64, piece: &Uint8Array) -> Result<u64, Trouble> {
    let checksum = BASE64.encode(Sha256::digest(piece.to_vec()));
    let request = Request::patch(upload)
        .header("tus-resumable", TUS)
        .header("upload-offset", &offset.to_string())
        .header("upload-checksum", &format!("sha256 {checksum}"));
    let answer = send(request, Payload::Bytes(piece), LONG_TIMEOUT_MS).await;
    let answer = check(answer.map_err(|_| Trouble::Late)?)?;
    answer.offset.ok_or(Trouble::Stuck)
}

/// The answer to a small request; if there is none, the network is down.
fn asked(answer: Result<Answer, NoAnswer>) -> Result<Answer, Trouble> {
    match check(answer.map_err(|_| Trouble::Unreachable)?) {
        Err(Trouble::Late | Trouble::Elsewhere | Trouble::Damaged) => Err(Trouble::Stuck),
        other => other,
    }
}

fn check(answer: Answer) -> Result<Answer, Trouble> {
    match (answer.status, &answer.problem) {
        (200..=204, _) => Ok(answer),
        (409, _) => Err(Trouble::Elsewhere),
        (460, _) => Err(Trouble::Damaged),
        (401, Some(_)) => Err(Trouble::SignedOut),
        (400 | 413 | 415 | 422, Some(why)) => Err(Trouble::Refused(match why.detail.is_empty() {
            true => why.title.clone(),
            false => why.detail.clone(),
        })),
        // A proxy accepts only smaller bodies than this server.
        (413, None) => Err(Trouble::Late),
        (403, _) => Err(Trouble::Barred),
        _ => Err(Trouble::Stuck),
    }
}
