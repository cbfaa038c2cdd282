//! Figures for 概览, counted by the store.

use domain::time::Moment;

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
