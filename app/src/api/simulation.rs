//! 模拟测算: a quarter as the browser needs it to score it by itself.

use domain::scoring::Ruling;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// A quarter with all that is scored in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// The quarter.
    pub quarter: Quarter,
    /// The evaluation table, JSON as tablets pull it.
    pub table: String,
    /// The case, JSON as scoring.md writes it.
    pub case: String,
    /// The rulings on its ties.
    pub rulings: Vec<Ruling>,
    /// Where and when each finding of the case was made, in its order.
    pub seen: Vec<(String, Moment)>,
}
