//! An upload in progress: how much has arrived, and the check of the whole after the last byte.

use crate::ground::bodies::Bodies;
use crate::ground::clock::Clock;
use crate::photos::files::{self, PhotoFiles};
use crate::problem::Problem;
use crate::problem::io::of_io;
use crate::store::{Store, Upload};
use domain::ids::UserId;
use domain::picture;
use http::StatusCode;
use std::sync::Arc;

/// A person's upload, identified by the announced SHA-256.
pub(crate) struct Incoming {
    pub(crate) store: Arc<Store>,
    pub(crate) files: PhotoFiles,
    pub(crate) clock: Clock,
    pub(crate) bodies: Bodies,
    pub(crate) user: UserId,
    pub(crate) sha256: String,
}

impl Incoming {
    /// The announcement of the upload.
    pub(crate) async fn known(&self) -> Result<Upload, Problem> {
        let upload = match is_sha256(&self.sha256) {
            true => self.store.upload(self.user, &self.sha256).await?,
            false => None,
        };
        upload.ok_or_else(|| Problem::not_found("no such upload: announce it first"))
    }

    /// How many bytes have arrived. If all have, this completes the upload first, even if the last
    /// request was cut off after its bytes were written.
    pub(crate) async fn arrived(&self, upload: &Upload) -> Result<u64, Problem> {
        if upload.verified {
            return Ok(upload.length);
        }
        let (user, sha256) = (self.user, self.sha256.as_str());
        let offset = self.files.offset(user, sha256).map_err(of_io)?;
        if offset < upload.length {
            return Ok(offset);
        }
        let (files, name, media_type) = (
            self.files.clone(),
            sha256.to_owned(),
            upload.media_type.clone(),
        );
        let length = upload.length;
        let measures = self.store.measures();
        let Some(share) = self.bodies.photos.take(length).await else {
            measures.shed.bodies.inc();
            return Err(Problem::put_off());
        };
        let kept = tokio::task::spawn_blocking(move || {
            let bytes = files.read_part(user, &name).map_err(of_io)?;
            let fault = fault(&bytes, length, &name, &media_type);
            drop((bytes, share));
            match fault {
                None => files.keep(user, &name).map_err(of_io),
                Some(problem) => {
                    files.discard(user, &name).map_err(of_io)?;
                    Err(problem)
                }
            }
        });
        kept.await.map_err(Problem::internal)??;
        self.store.verified(user, sha256, self.clock.now()).await?;
        measures.uploads.verified.inc();
        Ok(upload.length)
    }
}

fn fault(bytes: &[u8], length: u64, sha256: &str, media_type: &str) -> Option<Problem> {
    if bytes.len() as u64 != length || files::sha256(bytes) != sha256 {
        return Some(mismatch("the whole file: the upload starts over"));
    }
    match picture::photo(bytes) {
        None => Some(no_picture("the bytes are no JPEG, PNG or WebP")),
        Some(picture) if picture.media_type != media_type => Some(no_picture(&format!(
            "announced as {media_type}, but the bytes are {}",
            picture.media_type
        ))),
        Some(_) => None,
    }
}

/// A checksum mismatch, status 460 (tus, checksum extension).
pub(crate) fn mismatch(what: &str) -> Problem {
    let status = StatusCode::from_u16(460).unwrap_or(StatusCode::CONFLICT);
    let title = "The checksum does not match";
    Problem::new(status, "/problems/checksum", title, what)
}

/// The bytes or the announced type are not a photo.
pub(crate) fn no_picture(what: &str) -> Problem {
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Problem::new(status, "/problems/no-picture", "Not a photo", what)
}

/// Whether a text is 64 lower-case hexadecimal digits.
pub(crate) fn is_sha256(text: &str) -> bool {
    let hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    text.len() == 64 && text.bytes().all(hex)
}
