//! The names of a district that every page and print shows.

use serde::Serialize;

/// The names of a district that every page and print shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct District {
    /// The district's name (淄川区).
    pub name: String,
    /// The office that evaluates, in full (落款).
    pub office: String,
    /// The office's characters in document numbers (机关代字).
    pub prefix: String,
    /// The telephone number for complaints and questions (投诉建议电话).
    pub hotline: String,
}

crate::readable!(District { name } optional { office, prefix, hotline });
