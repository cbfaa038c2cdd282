//! Figures of 概览, counted by the store.

use super::Stored;
use domain::time::{Moment, Quarter};

/// How the queue of 核查 stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFigures {
    /// Findings that wait for a decision.
    pub waiting: u32,
    /// When the oldest of them was seen.
    pub since: Option<Moment>,
    /// Of them those that were decided before and changed since.
    pub reopened: u32,
    /// Findings that are back with an inspector.
    pub returned: u32,
}

/// Counting.
pub trait OverviewStore: Send + Sync {
    /// How the queue stands.
    fn queue_figures(&self) -> Stored<'_, QueueFigures>;
    /// How many findings each row of a quarter has, those that were taken back or dismissed left out, by
    /// the indicator's id.
    fn findings_by_row(&self, quarter: Quarter) -> Stored<'_, Vec<(String, u32)>>;
}
