//! A town's totals, and the places, the grade 好 and the flag that follow from all of them.

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
    /// Without a sign.
    pub(super) penalty: Points,
    /// Base and bonus less penalty (日常评估): it may pass 100 and may fall below 0.
    pub(super) daily: Points,
    /// Daily evaluation and showcase, weighted.
    pub(super) total: Points,
    /// What a gate keeps the town from.
    pub(super) bar: Option<Bar>,
}

impl Sums {
    /// A missing showcase counts 0.
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

    /// What decides between equal totals: the daily evaluation, then the base.
    fn rank(&self) -> [Points; 3] {
        [self.total, self.daily, self.base]
    }
}

/// Something that a supervisor has to rule on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undecided<'a> {
    /// `good` or `red_flag`.
    #[serde(rename = "for")]
    pub what: What,
    /// The tied towns, by id.
    pub towns: Vec<&'a str>,
}

/// What a tie leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Who of the tied towns is 好.
    Good,
    /// Who of the tied towns holds the flag (担当作为).
    RedFlag,
}

/// The places by the total: equal ones share the better place, and the next place is skipped.
pub(super) fn places(sums: &[Sums]) -> Vec<u32> {
    let totals: Vec<Points> = sums.iter().map(|it| it.total).collect();
    super::rank::places(&totals, crate::table::Ties::Competition)
}

/// Who is 好 and who holds the flag, and what stays open.
pub(super) struct Honours {
    pub(super) good: Vec<bool>,
    pub(super) flag: Option<usize>,
    /// Indices of the towns that are tied.
    pub(super) open: Vec<(What, Vec<usize>)>,
}

/// The best `count` are 好, the best of all holds the flag; a town that a gate keeps from it is passed over.
/// Where a tie leaves it open who of several, nobody is chosen silently.
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
    // The first town that is left out has the rank of the last that is in: those are tied.
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
    // The flag is for one that is 好, or may be by a ruling.
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
