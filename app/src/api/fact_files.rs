//! Files about facts: the quarter they are imported into, and the evidence.

use domain::time::Moment;
use serde::Serialize;

/// A file of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceItem {
    /// The file's id; the bytes are at `/api/v1/evidence/{id}`.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// The number of bytes.
    pub length: u64,
    /// Who added it, by name.
    pub by: String,
    /// When it was added.
    pub at: Moment,
    /// Whether it was withdrawn: then only supervisors see it.
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
