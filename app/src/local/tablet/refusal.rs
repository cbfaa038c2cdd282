//! Why the server did not accept a visit.

use domain::sync::wire::Reason;

/// Why a visit was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// What the server said.
    pub reason: Reason,
    /// The number of the opening.
    pub seq: u64,
}
