//! Photos, as the store knows them; their bytes are files.

use super::Stored;
use domain::ids::{PhotoId, TownId, UserId};
use domain::inspection::Visit;
use jiff::Timestamp;

/// An upload that was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// How many bytes it will have.
    pub length: u64,
    /// What it says it is.
    pub media_type: String,
    /// The whole file is there and its hash is right.
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
    /// Announces an upload; one that is verified already stays as it is.
    fn announce<'a>(
        &'a self,
        user: UserId,
        sha256: &'a str,
        upload: Upload,
        at: Timestamp,
    ) -> Stored<'a, Upload>;
    /// The upload of a person.
    fn upload<'a>(&'a self, user: UserId, sha256: &'a str) -> Stored<'a, Option<Upload>>;
    /// How many uploads of a person that were announced after `since`, and of how many bytes, are
    /// neither whole nor attached to a visit, without the one of `sha256`.
    fn unfinished<'a>(
        &'a self,
        user: UserId,
        sha256: &'a str,
        since: Timestamp,
    ) -> Stored<'a, (u64, u64)>;
    /// The uploads that were announced last before then and are not whole.
    fn announced_before(&self, time: Timestamp) -> Stored<'_, Vec<(UserId, String)>>;
    /// Forgets an upload, unless it is whole or was announced since.
    fn forget_upload<'a>(
        &'a self,
        user: UserId,
        sha256: &'a str,
        before: Timestamp,
    ) -> Stored<'a, ()>;
    /// The file lies under its name: marks every photo with these bytes as verified.
    fn verified<'a>(&'a self, user: UserId, sha256: &'a str, at: Timestamp) -> Stored<'a, ()>;
    /// The visit of a photo.
    fn photo(&self, photo: PhotoId) -> Stored<'_, Option<Attached>>;
}
