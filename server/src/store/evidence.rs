//! Evidence: files beside a fact, as the store knows them; their bytes lie by their hash.

use super::Stored;
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
    /// Its state when it was checked: who may add depends on it.
    pub state: State,
    /// The town.
    pub town: TownId,
    /// What it is evidence of: as a fact's slot.
    pub slot: String,
    /// The findings that it is evidence of, as far as they are known.
    pub rests_on: Vec<String>,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// How many bytes.
    pub length: u64,
    /// What its bytes are.
    pub media_type: &'static str,
    /// The file's name.
    pub name: String,
    /// Who adds it.
    pub by: UserId,
    /// When.
    pub at: Moment,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEvidence {
    /// Its id.
    pub id: Uuid,
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// The town.
    pub town: TownId,
    /// What it is evidence of.
    pub slot: String,
    /// The findings that it is evidence of; none were noted of the first files.
    pub rests_on: Vec<String>,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// How many bytes.
    pub length: u64,
    /// What its bytes are.
    pub media_type: String,
    /// The file's name.
    pub name: String,
    /// Who added it.
    pub by: UserId,
    /// The same by name.
    pub by_name: String,
    /// When.
    pub at: Moment,
    /// When it was withdrawn, if it was.
    pub withdrawn: Option<Moment>,
}

/// Evidence of quarters.
pub trait EvidenceStore: Send + Sync {
    /// Adds a file whose bytes are kept already; false where the quarter's state is another by now.
    fn add_evidence(&self, new: NewEvidence) -> Stored<'_, bool>;
    /// A file, withdrawn or not.
    fn evidence(&self, id: Uuid) -> Stored<'_, Option<KeptEvidence>>;
    /// What is kept beside a town's slot of a quarter, in the order in which it was added.
    fn evidence_of<'a>(
        &'a self,
        quarter: &'a str,
        town: &'a TownId,
        slot: &'a str,
    ) -> Stored<'a, Vec<KeptEvidence>>;
    /// All that is kept of a quarter, in the order in which it was added.
    fn evidence_in<'a>(&'a self, quarter: &'a str) -> Stored<'a, Vec<KeptEvidence>>;
    /// Marks a file as withdrawn; once is enough. False where the quarter's state is another by now.
    fn withdraw_evidence(&self, id: Uuid, state: State, by: UserId, at: Moment)
    -> Stored<'_, bool>;
}
