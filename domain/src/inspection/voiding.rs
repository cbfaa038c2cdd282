//! An attempt to void a visit, as the visit stores it.

use serde::Serialize;

/// An attempt to void a visit, or its reversal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voiding {
    /// Why the visit is void; `None` resumes it (撤销作废).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the visit contains something that the author of this attempt did not know.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub contested: bool,
}

crate::readable!(Voiding {} optional { reason, contested });
