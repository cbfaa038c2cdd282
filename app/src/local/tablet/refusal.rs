//! Why the server did not accept a visit.

use domain::sync::wire::Reason;

/// Why a visit was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpRefusal {
    /// The server's reason.
    pub reason: Reason,
    /// The number of the opening operation.
    pub seq: u64,
}
