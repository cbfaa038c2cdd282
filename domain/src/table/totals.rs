//! How a town's total and its honours follow from its rows (三、结果运用).

use crate::points::Points;
use serde::Serialize;

/// The weights of a town's total, and the number of honours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// The weight of the daily evaluation (日常评估).
    pub daily: Points,
    /// The weight of the showcase (风采展示), whose most is 100.
    pub showcase: Points,
    /// How many towns are 好; the best of them gets the flag.
    pub good: u32,
    /// How many decimals points are shown and printed with; `None`: two. Computing, comparing and
    /// exported data use the exact value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
}

/// The decimals if a table states none.
const DECIMALS: u32 = 2;
/// The most decimals that a table may state: more are hard to read.
pub(super) const MOST_DECIMALS: u32 = 6;

crate::readable!(Totals {
    daily,
    showcase,
    good
} optional { decimals });

impl Totals {
    /// A sum for display, always with the same number of decimals: `88.70`.
    pub fn fixed(&self, points: Points) -> String {
        points.fixed(self.shown_decimals())
    }

    /// A price or deduction for display, with no more decimals than needed: `0.5`.
    pub fn brief(&self, points: Points) -> String {
        points.rounded(self.shown_decimals()).to_string()
    }

    /// How many decimals points are shown with.
    pub fn shown_decimals(&self) -> u32 {
        self.decimals.unwrap_or(DECIMALS).min(MOST_DECIMALS)
    }
}

/// Weights of 0.7 and 0.3, and four towns.
impl Default for Totals {
    fn default() -> Self {
        // Tenths of small numbers are always in the exact range.
        let tenths = |n| Points::whole(n).over(10).unwrap_or_default();
        Self {
            daily: tenths(7),
            showcase: tenths(3),
            good: 4,
            decimals: None,
        }
    }
}
