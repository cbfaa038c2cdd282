//! Files about facts: the quarter that they are imported into, and the evidence beside them.

use domain::time::Moment;
use serde::Serialize;

/// A file of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceItem {
    /// Its id: the bytes are at `/api/v1/evidence/{id}`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many bytes.
    pub length: u64,
    /// Who added it, by name.
    pub by: String,
    /// When.
    pub at: Moment,
    /// It was withdrawn: only supervisors see it still.
    pub withdrawn: bool,
}

domain::readable!(EvidenceItem {
    id,
    name,
    length,
    by,
    at,
    withdrawn
});
