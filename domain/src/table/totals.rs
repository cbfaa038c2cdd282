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
}

crate::readable!(Totals {
    daily,
    showcase,
    good
});

/// Seven tenths, three tenths, four towns.
impl Default for Totals {
    fn default() -> Self {
        // Tenths of small numbers cannot leave the range.
        let tenths = |n| Points::whole(n).over(10).unwrap_or_default();
        Self {
            daily: tenths(7),
            showcase: tenths(3),
            good: 4,
        }
    }
}
