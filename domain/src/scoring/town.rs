//! A town of a case.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A town that is evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Town<'a> {
    /// Its id.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Its name.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// At how many sites it was visited in the quarter, if a row takes their mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sites: Option<u32>,
    /// The checkpoints that applied nowhere (不涉及), if a row is rescaled by them.
    #[serde(default, borrow, skip_serializing_if = "Vec::is_empty")]
    pub not_applicable: Vec<Cow<'a, str>>,
}

impl<'a> Town<'a> {
    /// A town without any values of its visits.
    pub fn new(id: impl Into<Cow<'a, str>>, name: impl Into<Cow<'a, str>>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            sites: None,
            not_applicable: Vec::new(),
        }
    }
}
