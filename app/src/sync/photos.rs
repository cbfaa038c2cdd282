//! The bytes of photos, over tus 1.0, after the operations that attach them.
//!
//! A photo leaves the tablet only when the server has said `verified` through a pull.

use super::http::{Answer, NoAnswer, PHOTO_TIMEOUT_MS, Payload, TIMEOUT_MS, send};
use crate::local::store::Store;
use crate::local::tablet::PhotoEntry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use gloo_net::http::{Method, Request, RequestBuilder};
use js_sys::Uint8Array;
use sha2::{Digest, Sha256};

const CHUNK: u32 = 512 * 1024;
const TUS: &str = "1.0.0";
const MAX_RESTARTS: u32 = 3;

/// What came of sending photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// This many have arrived whole.
    Some(u32),
    /// The network or the server does not answer; later.
    Unreachable,
    /// The session has ended.
    SignedOut,
}

enum Trouble {
    Unreachable,
    SignedOut,
    Refused(String),
    Restart,
}

/// Sends what can be sent.
pub(super) async fn send_all(store: Store) -> Sent {
    let ready: Vec<PhotoEntry> = store.peek(|tablet| {
        let wanted = |photo: &&PhotoEntry| {
            photo.refused.is_none() && photo.sent < photo.length && tablet.is_attached(photo)
        };
        tablet.photos.values().filter(wanted).cloned().collect()
    });
    let mut arrived = 0;
    for mut photo in ready {
        match send_one(store, &mut photo).await {
            Ok(()) => arrived += 1,
            Err(Trouble::Unreachable | Trouble::Restart) => return Sent::Unreachable,
            Err(Trouble::SignedOut) => return Sent::SignedOut,
            Err(Trouble::Refused(words)) => {
                photo.refused = Some(words);
                // Should the disk fail here, the server refuses once more; nothing is lost.
                let _ = store.put_photo(photo).await;
            }
        }
    }
    Sent::Some(arrived)
}

async fn send_one(store: Store, photo: &mut PhotoEntry) -> Result<(), Trouble> {
    let bytes = store
        .bytes(&photo.sha256)
        .await
        .map_err(|_| Trouble::Unreachable)?;
    let bytes = bytes.ok_or_else(|| Trouble::Refused(String::from("bytes")))?;
    let upload = create(photo).await?;
    let mut offset = head(&upload).await?;
    let length = bytes.length();
    let mut restarts = 0;
    while offset < u64::from(length) {
        let from = u32::try_from(offset).map_err(|_| Trouble::Unreachable)?;
        let piece = bytes.subarray(from, length.min(from.saturating_add(CHUNK)));
        // A piece of its own: `subarray` would send the whole buffer behind it.
        let piece = Uint8Array::new(&piece);
        offset = match patch(&upload, offset, &piece).await {
            Ok(offset) => offset,
            // The server checks the whole when the last piece is there: bytes that do not fit
            // their hash are sent over a few times in case the network did it, not for ever.
            Err(Trouble::Restart) if restarts < MAX_RESTARTS => {
                restarts += 1;
                head(&upload).await?
            }
            Err(Trouble::Restart) => {
                return Err(Trouble::Refused(String::from("SHA-256")));
            }
            Err(other) => return Err(other),
        };
        photo.sent = offset.min(photo.length);
        let _ = store.put_photo(photo.clone()).await;
    }
    photo.sent = photo.length;
    let _ = store.put_photo(photo.clone()).await;
    Ok(())
}

async fn create(photo: &PhotoEntry) -> Result<String, Trouble> {
    let metadata = format!(
        "sha256 {},type {}",
        BASE64.encode(&photo.sha256),
        BASE64.encode(&photo.media_type)
    );
    let request = Request::post("/api/v1/photos")
        .header("tus-resumable", TUS)
        .header("upload-length", &photo.length.to_string())
        .header("upload-metadata", &metadata);
    let answer = check(send(request, Payload::None, TIMEOUT_MS).await)?;
    answer.location.ok_or(Trouble::Unreachable)
}

async fn head(upload: &str) -> Result<u64, Trouble> {
    let request = RequestBuilder::new(upload)
        .method(Method::HEAD)
        .header("tus-resumable", TUS);
    let answer = check(send(request, Payload::None, TIMEOUT_MS).await)?;
    answer.offset.ok_or(Trouble::Unreachable)
}

async fn patch(upload: &str, offset: u64, piece: &Uint8Array) -> Result<u64, Trouble> {
    let checksum = BASE64.encode(Sha256::digest(piece.to_vec()));
    let request = Request::patch(upload)
        .header("tus-resumable", TUS)
        .header("upload-offset", &offset.to_string())
        .header("upload-checksum", &format!("sha256 {checksum}"));
    let answer = check(send(request, Payload::Bytes(piece), PHOTO_TIMEOUT_MS).await)?;
    answer.offset.ok_or(Trouble::Unreachable)
}

fn check(answer: Result<Answer, NoAnswer>) -> Result<Answer, Trouble> {
    let answer = answer.map_err(|_| Trouble::Unreachable)?;
    match answer.status {
        200..=204 => Ok(answer),
        // The piece went astray, or the server has another idea of how far we are: ask.
        409 | 460 => Err(Trouble::Restart),
        401 if answer.problem => Err(Trouble::SignedOut),
        400 | 403 | 413 | 415 | 422 if answer.problem => {
            Err(Trouble::Refused(detail(&answer.text)))
        }
        _ => Err(Trouble::Unreachable),
    }
}

fn detail(problem: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Problem {
        #[serde(default)]
        detail: String,
        #[serde(default)]
        title: String,
    }
    match domain::sync::wire::read::<Problem>(problem) {
        Ok(problem) if problem.detail.is_empty() => problem.title,
        Ok(problem) => problem.detail,
        Err(_) => String::new(),
    }
}
