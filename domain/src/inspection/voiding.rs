//! That a visit was given up, as a visit keeps it.

use serde::Serialize;

/// That a visit was given up, or that this was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voiding {
    /// Why it was given up; none: it goes on (撤销作废).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Something stands in the visit that whoever gave it up did not know of.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub contested: bool,
}

crate::readable!(Voiding {} optional { reason, contested });
