//! Evidence: files kept beside a fact. The store holds the records; the bytes are files named by
//! hash.

use domain::ids::{TownId, UserId};
use domain::quarter::State;
use domain::time::Moment;
use uuid::Uuid;

/// A file to keep beside a fact.
#[derive(Debug, Clone)]
pub struct NewEvidence {
    /// Its id.
    pub id: Uuid,
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// The quarter's state when the file was checked; it determines who may add.
    pub state: State,
    /// The town.
    pub town: TownId,
    /// The slot of the fact that it supports.
    pub slot: String,
    /// The findings that it supports, as far as known.
    pub rests_on: Vec<String>,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// How many bytes.
    pub length: u64,
    /// The media type of the bytes.
    pub media_type: &'static str,
    /// The file's name.
    pub name: String,
    /// Who adds the file.
    pub by: UserId,
    /// When the file is added.
    pub at: Moment,
}

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEvidence {
    /// Its id.
    pub id: Uuid,
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// The town.
    pub town: TownId,
    /// The slot of the fact that it supports.
    pub slot: String,
    /// The findings that it supports; empty for the earliest files, which did not record them.
    pub rests_on: Vec<String>,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// How many bytes.
    pub length: u64,
    /// The media type of the bytes.
    pub media_type: String,
    /// The file's name.
    pub name: String,
    /// Who added the file.
    pub by: UserId,
    /// That person's name.
    pub by_name: String,
    /// When the file was added.
    pub at: Moment,
    /// When it was withdrawn, if it was.
    pub withdrawn: Option<Moment>,
}
