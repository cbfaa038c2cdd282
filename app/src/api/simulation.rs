//! 模拟测算: a quarter's data, with which the browser scores it by itself.

use domain::scoring::Ruling;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// A quarter with everything that its scores depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// The quarter.
    pub quarter: Quarter,
    /// The evaluation table, as JSON in the form that tablets pull.
    pub table: String,
    /// The case, as JSON in the form of scoring.md.
    pub case: String,
    /// The rulings on ties.
    pub rulings: Vec<Ruling>,
    /// The place and time of each finding of the case, in the case's order.
    pub seen: Vec<(String, Moment)>,
}
