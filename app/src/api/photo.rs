//! A photo as pages show it.

use domain::ids::PhotoId;
use domain::time::Moment;
use serde::{Deserialize, Serialize};

/// A photo to show; its bytes are at `/api/v1/photos/{id}/content`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoView {
    /// The photo.
    pub id: PhotoId,
    /// Whether the server holds the photo and its hash is right; if not, it is still on the tablet.
    pub verified: bool,
    /// When it was taken, by the device's clock; `None` if unknown.
    pub taken_at: Option<Moment>,
    /// Whether it was clearly taken before its visit began, where that is shown.
    pub early: bool,
    /// SHA-256 of its bytes: the proof.
    pub sha256: String,
}
