//! The evaluation of a quarter: every row of every town, totals, places and honours.

use super::case::Case;
use super::entered::{Entered, enter};
use super::fault::{CaseError, CaseErrors, CaseFault};
use super::finding::Basis;
use super::gate::{Gated, Gates};
use super::hashing::Map;
use super::placed::Placed;
use super::rank;
use super::row::{self, Row};
use super::totals::{self, Sums, Undecided};
use super::trace::IndicatorScore;
use crate::points::{Points, PointsOverflow};
use crate::table::{Family, Table};
use crate::time::Quarter;
use serde::Serialize;

/// The scores of a quarter, as `xuncha score` prints them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scores<'a> {
    /// The quarter.
    pub quarter: Quarter,
    /// The table's id.
    pub table: &'a str,
    /// The towns in the order of their places, then of their ids.
    pub towns: Vec<TownScore<'a>>,
    /// The ties that a supervisor has to rule on.
    pub undecided: Vec<Undecided<'a>>,
}

/// A town's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TownScore<'a> {
    /// The town.
    pub id: &'a str,
    /// The sum of the base rows, which make up 100.
    pub base: Points,
    /// The sum of the bonus rows.
    pub bonus: Points,
    /// The sum of the penalty rows, without a sign.
    pub penalty: Points,
    /// Base and bonus less penalty (日常评估).
    pub daily: Points,
    /// 风采展示, or its waiver; `None` while it is missing.
    pub showcase: Option<Points>,
    /// The total: daily evaluation and showcase, weighted.
    #[serde(rename = "final")]
    pub total: Points,
    /// The place, from 1; equal totals share one.
    pub place: u32,
    /// 好.
    pub good: bool,
    /// The “担当作为” flag.
    pub red_flag: bool,
    /// Whether nothing is missing.
    pub complete: bool,
    /// The rows for which something is missing, in the table's order, and `showcase`.
    pub pending: Vec<&'a str>,
    /// What shut gates took.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gated<'a>>,
    /// The rows in the table's order.
    pub indicators: Vec<IndicatorScore<'a>>,
    /// The sums if everything pending were confirmed.
    pub provisional: Provisional,
}

/// A town's sums if everything pending were confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in `TownScore`")]
pub struct Provisional {
    pub base: Points,
    pub bonus: Points,
    pub penalty: Points,
    pub daily: Points,
    #[serde(rename = "final")]
    pub total: Points,
    pub place: u32,
}

impl Case<'_> {
    /// Checks the case and scores it. The same case always results in the same bytes.
    pub fn score<'c>(&'c self, table: &'c Table) -> Result<Scores<'c>, CaseErrors> {
        self.scored(table, |scoring| scoring.whole())
    }

    /// Whether the case scores; keeps no trace, since there may be tens of thousands of facts.
    pub fn can_score(&self, table: &Table) -> Result<(), CaseErrors> {
        self.scored(table, |scoring| {
            for index in 0..scoring.towns.len() {
                scoring.town(index, Basis::Provisional)?;
                scoring.town(index, Basis::Confirmed)?;
            }
            Ok(())
        })
    }

    /// The confirmed sums of every town, in the case's order.
    pub(super) fn sums(&self, table: &Table) -> Result<Vec<Sums>, CaseErrors> {
        self.scored(table, |scoring| {
            let towns = 0..scoring.towns.len();
            let sums = towns.map(|index| Ok(scoring.town(index, Basis::Confirmed)?.1));
            sums.collect()
        })
    }

    /// The confirmed sums of one town, by its index in the case.
    pub(super) fn sums_of(&self, table: &Table, index: usize) -> Result<Sums, CaseErrors> {
        self.scored(table, |scoring| {
            Ok(scoring.town(index, Basis::Confirmed)?.1)
        })
    }

    fn scored<'c, T>(
        &'c self,
        table: &'c Table,
        read: impl FnOnce(&Scoring<'_, 'c>) -> Result<T, PointsOverflow>,
    ) -> Result<T, CaseErrors> {
        let (facts, mut errors) = self.resolve(table);
        let entered = enter(&facts, &self.findings, &mut |error| errors.push(error));
        if !errors.is_empty() {
            return Err(CaseErrors(errors));
        }
        let towns: Vec<&'c str> = self.towns.iter().map(|town| town.id.as_ref()).collect();
        let scoring = Scoring {
            quarter: self.quarter,
            table,
            placed: Placed::of(self, table, &towns, &entered),
            ranked: rank::of_metrics(table, &facts),
            entered: &entered,
            towns: &self.towns,
        };
        read(&scoring).map_err(|overflow| {
            CaseErrors(vec![CaseError {
                pointer: String::new(),
                fault: CaseFault::Overflow,
                reason: overflow.to_string(),
            }])
        })
    }
}

/// A checked case, laid out by town and row.
struct Scoring<'s, 'c> {
    quarter: Quarter,
    table: &'c Table,
    towns: &'c [super::town::Town<'c>],
    placed: Placed<'c>,
    ranked: Map<(usize, &'c str), u32>,
    entered: &'s Entered<'s, 'c>,
}

impl<'c> Scoring<'_, 'c> {
    /// A town's rows and sums on `basis`.
    fn town(&self, index: usize, basis: Basis) -> Result<(Town<'c>, Sums), PointsOverflow> {
        let (table, town) = (self.table, &self.towns[index]);
        let mut rows = Vec::with_capacity(table.indicators.len());
        let mut pending = Vec::new();
        let mut gates = Gates::default();
        for (row, indicator) in table.indicators.iter().enumerate() {
            let found = self.placed.seen(index, row, basis);
            let place = self.ranked.get(&(row, town.id.as_ref())).copied();
            let facts = self.entered.of(town.id.as_ref(), &indicator.id);
            let Row {
                score,
                pending: missing,
                shut,
            } = row::score(indicator, town, found, facts, place, basis)?;
            rows.push(score);
            if missing {
                pending.push(indicator.id.as_str());
            }
            if shut {
                gates.shut(&indicator.id, &indicator.rule);
            }
        }
        gates.zero(table, &mut rows);
        let mut town = Town {
            rows,
            pending,
            gates: Vec::new(),
            showcase: self.entered.showcase(&town.id),
        };
        let sums = town.sums(table, &mut gates)?;
        town.gates = gates.taken;
        Ok((town, sums))
    }

    fn whole(&self) -> Result<Scores<'c>, PointsOverflow> {
        let (table, towns) = (self.table, self.towns);
        let mut scored = Vec::with_capacity(towns.len());
        let (mut sums, mut provisional) = (Vec::new(), Vec::new());
        for index in 0..towns.len() {
            // Only the sums of the provisional score are shown: its trace is dropped town by town.
            provisional.push(self.town(index, Basis::Provisional)?.1);
            let (town, sum) = self.town(index, Basis::Confirmed)?;
            scored.push(town);
            sums.push(sum);
        }
        let places = totals::places(&sums);
        let provisional_places = totals::places(&provisional);
        let honours = totals::honours(&sums, usize::try_from(table.totals.good).unwrap_or(0));
        let mut scores: Vec<TownScore<'c>> = Vec::with_capacity(towns.len());
        for (index, town) in scored.into_iter().enumerate() {
            let (sum, later) = (sums[index], provisional[index]);
            let mut pending = town.pending;
            if town.showcase.is_none() {
                pending.push("showcase");
            }
            scores.push(TownScore {
                id: &towns[index].id,
                base: sum.base,
                bonus: sum.bonus,
                penalty: sum.penalty,
                daily: sum.daily,
                showcase: town.showcase,
                total: sum.total,
                place: places[index],
                good: honours.good[index],
                red_flag: honours.flag == Some(index),
                complete: pending.is_empty(),
                pending,
                gates: town.gates,
                indicators: town.rows,
                provisional: Provisional {
                    base: later.base,
                    bonus: later.bonus,
                    penalty: later.penalty,
                    daily: later.daily,
                    total: later.total,
                    place: provisional_places[index],
                },
            });
        }
        scores.sort_by_key(|town| (town.place, town.id));
        let undecided = honours.open.into_iter().map(|(what, tied)| {
            let mut tied: Vec<&str> = tied.into_iter().map(|index| &*towns[index].id).collect();
            tied.sort_unstable();
            Undecided { what, towns: tied }
        });
        Ok(Scores {
            quarter: self.quarter,
            table: &table.id,
            undecided: undecided.collect(),
            towns: scores,
        })
    }
}

/// A town's rows on one basis.
struct Town<'a> {
    rows: Vec<IndicatorScore<'a>>,
    pending: Vec<&'a str>,
    gates: Vec<Gated<'a>>,
    showcase: Option<Points>,
}

impl Town<'_> {
    fn sums(&self, table: &Table, gates: &mut Gates<'_>) -> Result<Sums, PointsOverflow> {
        let (mut base, mut bonus, mut penalty) = (Points::ZERO, Points::ZERO, Points::ZERO);
        for (row, indicator) in self.rows.iter().zip(&table.indicators) {
            match indicator.family() {
                Family::Bonus => bonus = bonus.plus(row.points)?,
                Family::Penalty => penalty = penalty.minus(row.points)?,
                _ => base = base.plus(row.points)?,
            }
        }
        Sums::of(&table.totals, base, bonus, penalty, self.showcase, gates)
    }
}
