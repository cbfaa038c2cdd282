//! Data that only exports need.

use crate::store::error::Stored;
use domain::ids::FindingId;
use domain::time::Moment;
use std::collections::BTreeMap;

/// Data that only exports need.
pub trait ExportStore: Send + Sync {
    /// When the server received each finding of a quarter (`2026Q4`), by its own clock, in UTC.
    fn received<'a>(&'a self, quarter: &'a str) -> Stored<'a, BTreeMap<FindingId, Moment>>;
}
