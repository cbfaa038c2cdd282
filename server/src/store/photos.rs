//! Photos in the store; their bytes are files.

use domain::ids::TownId;
use domain::inspection::Visit;

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
