//! How a town's total and its honours follow from the rows (三、结果运用).

use crate::points::Points;
use serde::Serialize;

/// The weights of a town's total, and how many towns are honoured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// The weight of the daily evaluation (日常评估).
    pub daily: Points,
    /// The weight of the showcase (风采展示), which is out of 100.
    pub showcase: Points,
    /// How many towns are 好; the best of them holds the flag.
    pub good: u32,
    /// How many decimals points are shown and printed with; two where none is stated. What is
    /// computed, compared and handed on as data is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
}

/// The decimals of a table that states none.
const DECIMALS: u32 = 2;
/// The most that a table may ask for: what people can still read.
pub(super) const MOST_DECIMALS: u32 = 6;

crate::readable!(Totals {
    daily,
    showcase,
    good
} optional { decimals });

impl Totals {
    /// A sum as people read it, all with the same decimals: `88.70`.
    pub fn fixed(&self, points: Points) -> String {
        points.fixed(self.shown_decimals())
    }

    /// A price or what a row takes as people read it, with no more decimals than it needs: `0.5`.
    pub fn brief(&self, points: Points) -> String {
        points.rounded(self.shown_decimals()).to_string()
    }

    /// The decimals that points are shown with.
    pub fn shown_decimals(&self) -> u32 {
        self.decimals.unwrap_or(DECIMALS).min(MOST_DECIMALS)
    }
}

/// Seven tenths, three tenths, four towns.
impl Default for Totals {
    fn default() -> Self {
        // Tenths of small numbers cannot leave the range.
        let tenths = |n| Points::whole(n).over(10).unwrap_or_default();
        Self {
            daily: tenths(7),
            showcase: tenths(3),
            good: 4,
            decimals: None,
        }
    }
}
