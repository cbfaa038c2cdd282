//! Photos in the store; their bytes are files.

use crate::store::error::Stored;
use domain::ids::{PhotoId, TownId, UserId};
use domain::inspection::Visit;
use jiff::Timestamp;

/// An announced upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// How many bytes it will have.
    pub length: u64,
    /// The media type that the client announced.
    pub media_type: String,
    /// The whole file is stored and its hash is right.
    pub verified: bool,
}

/// A photo's visit and the visit's town.
#[derive(Debug, Clone)]
pub struct Attached {
    /// The visit.
    pub visit: Visit,
    /// Its town.
    pub town: TownId,
}

/// Uploads by person and hash, and photos by id.
pub trait PhotoStore: Send + Sync {
    /// Announces an upload; a verified one remains unchanged.
    fn announce<'a>(
        &'a self,
        user: UserId,
        sha256: &'a str,
        upload: Upload,
        at: Timestamp,
    ) -> Stored<'a, Upload>;
    /// A person's upload of a file.
    fn upload<'a>(&'a self, user: UserId, sha256: &'a str) -> Stored<'a, Option<Upload>>;
    /// The number and total bytes of a person's uploads that were announced after `since` and are
    /// neither complete nor attached to a visit. The upload of `sha256` is not counted.
    fn unfinished<'a>(
        &'a self,
        user: UserId,
        sha256: &'a str,
        since: Timestamp,
    ) -> Stored<'a, (u64, u64)>;
    /// The incomplete uploads last announced before `time`.
    fn announced_before(&self, time: Timestamp) -> Stored<'_, Vec<(UserId, String)>>;
    /// Forgets an upload, unless it is complete or was announced again since.
    fn forget_upload<'a>(
        &'a self,
        user: UserId,
        sha256: &'a str,
        before: Timestamp,
    ) -> Stored<'a, ()>;
    /// Marks every photo with these bytes as verified, once the file has its final name.
    fn verified<'a>(&'a self, user: UserId, sha256: &'a str, at: Timestamp) -> Stored<'a, ()>;
    /// The visit to which a photo belongs.
    fn photo(&self, photo: PhotoId) -> Stored<'_, Option<Attached>>;
}
