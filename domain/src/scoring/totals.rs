//! A town's totals, and the places, the grade 好 and the flag.

use super::gate::Gates;
use crate::points::{Points, PointsOverflow};
use crate::table::{Bar, Totals};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A town's sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) base: Points,
    pub(super) bonus: Points,
    /// Positive, although it is deducted.
    pub(super) penalty: Points,
    /// Base plus bonus minus penalty (日常评估); it may exceed 100 or fall below 0.
    pub(super) daily: Points,
    /// Daily evaluation and showcase, weighted.
    pub(super) total: Points,
    /// The honour that a gate bars.
    pub(super) bar: Option<Bar>,
}

impl Sums {
    /// Sums a town's rows; a missing showcase counts as 0.
    pub(super) fn of(
        weights: &Totals,
        base: Points,
        bonus: Points,
        penalty: Points,
        showcase: Option<Points>,
        gates: &mut Gates<'_>,
    ) -> Result<Self, PointsOverflow> {
        let daily = gates.daily(base.plus(bonus)?.minus(penalty)?)?;
        let shown = showcase.unwrap_or_default().weighted(weights.showcase)?;
        Ok(Self {
            base,
            bonus,
            penalty,
            daily,
            total: gates.total(daily.weighted(weights.daily)?.plus(shown)?)?,
            bar: gates.bar(),
        })
    }

    /// The order for honours: by total, then by daily evaluation, then by base.
    fn rank(&self) -> [Points; 3] {
        [self.total, self.daily, self.base]
    }
}

/// A tie that a supervisor has to rule on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undecided<'a> {
    /// `good` or `red_flag`.
    #[serde(rename = "for")]
    pub what: What,
    /// The tied towns, by id.
    pub towns: Vec<&'a str>,
}

/// The honour that a tie leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Which of the tied towns are 好.
    Good,
    /// Which of the tied towns holds the flag (担当作为).
    RedFlag,
}

/// The places by total: equal totals share the better place, and the next place is skipped.
pub(super) fn places(sums: &[Sums]) -> Vec<u32> {
    let totals: Vec<Points> = sums.iter().map(|it| it.total).collect();
    super::rank::places(&totals, crate::table::Ties::Competition)
}

/// Which towns are 好, which holds the flag, and which ties are open.
pub(super) struct Honours {
    pub(super) good: Vec<bool>,
    pub(super) flag: Option<usize>,
    /// Indices of the tied towns.
    pub(super) open: Vec<(What, Vec<usize>)>,
}

/// The best `count` towns are 好, and the best of all holds the flag; a town that a gate bars is
/// skipped. A tie across the limit stays open for a ruling.
pub(super) fn honours(sums: &[Sums], count: usize) -> Honours {
    let may_be = |what: Bar, index: &usize| sums[*index].bar < Some(what);
    let mut order: Vec<usize> = (0..sums.len())
        .filter(|index| may_be(Bar::Good, index))
        .collect();
    order.sort_by_key(|index| Reverse(sums[*index].rank()));
    let mut honours = Honours {
        good: vec![false; sums.len()],
        flag: None,
        open: Vec::new(),
    };
    if count == 0 {
        return honours;
    }
    let rank_at = |place: usize| order.get(place).map(|index| sums[*index].rank());
    // If the first town beyond the limit equals the last within it, their rank is tied.
    let tied = rank_at(count).filter(|out| rank_at(count - 1) == Some(*out));
    for index in order.iter().take(count) {
        honours.good[*index] = Some(sums[*index].rank()) != tied;
    }
    let of_rank = |towns: &[usize], rank| -> Vec<usize> {
        let alike = towns.iter().copied();
        let mut alike: Vec<usize> = alike.filter(|it| sums[*it].rank() == rank).collect();
        alike.sort_unstable();
        alike
    };
    if let Some(rank) = tied {
        honours.open.push((What::Good, of_rank(&order, rank)));
    }
    // The flag goes to a town that is 好, or may become so by a ruling.
    let may_hold = |index: &usize| {
        let is_good = honours.good[*index] || Some(sums[*index].rank()) == tied;
        is_good && may_be(Bar::Flag, index)
    };
    let order: Vec<usize> = order.into_iter().filter(may_hold).collect();
    if let Some(first) = order.first() {
        let best = of_rank(&order, sums[*first].rank());
        match best.as_slice() {
            [only] => honours.flag = Some(*only),
            _ => honours.open.push((What::RedFlag, best)),
        }
    }
    honours
}
