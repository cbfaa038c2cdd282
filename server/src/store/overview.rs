//! Figures for 概览, counted by the store.

use crate::store::error::Stored;
use domain::time::{Moment, Quarter};

/// The state of the review queue (核查).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFigures {
    /// Findings that wait for a decision.
    pub waiting: u32,
    /// When the oldest of them was observed.
    pub since: Option<Moment>,
    /// How many of them were decided before and have changed since.
    pub reopened: u32,
    /// Findings sent back to an inspector.
    pub returned: u32,
}

/// The counts.
pub trait OverviewStore: Send + Sync {
    /// The figures of the review queue.
    fn queue_figures(&self) -> Stored<'_, QueueFigures>;
    /// The number of findings per row of a quarter, by indicator id, without withdrawn and rejected
    /// ones.
    fn findings_by_row(&self, quarter: Quarter) -> Stored<'_, Vec<(String, u32)>>;
}
