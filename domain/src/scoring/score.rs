//! The evaluation of a quarter: every row of every town, the totals, and who stands where.

use super::case::{Case, CaseError, CaseErrors};
use super::deduct::Seen;
use super::entered::{Entered, enter, moved};
use super::facts::{Fact, FactKind};
use super::finding::{Basis, Finding};
use super::row::{self, Row};
use super::totals::{self, Sums, Undecided};
use super::trace::IndicatorScore;
use crate::points::{Points, PointsOverflow};
use crate::table::{Checkpoint, Family, Table};
use crate::time::Quarter;
use serde::Serialize;
use std::collections::HashMap;

/// The scores of a quarter, as `xuncha score` prints them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scores<'a> {
    /// The quarter.
    pub quarter: Quarter,
    /// The table's id.
    pub table: &'a str,
    /// The towns in the order of their places, then of their ids.
    pub towns: Vec<TownScore<'a>>,
    /// What a supervisor has to rule on.
    pub undecided: Vec<Undecided<'a>>,
}

/// A town's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TownScore<'a> {
    /// The town.
    pub id: &'a str,
    /// The sum of the rows that make 100.
    pub base: Points,
    /// The sum of the bonus rows.
    pub bonus: Points,
    /// The sum of the penalty rows, without a sign.
    pub penalty: Points,
    /// Base and bonus less penalty (日常评估).
    pub daily: Points,
    /// 风采展示; none while it is missing.
    pub showcase: Option<Points>,
    /// The total: daily evaluation and showcase, weighted.
    #[serde(rename = "final")]
    pub total: Points,
    /// The place, from 1; equal totals share one.
    pub place: u32,
    /// 好.
    pub good: bool,
    /// 担当作为 flag.
    pub red_flag: bool,
    /// Nothing is missing.
    pub complete: bool,
    /// The rows with missing parts, in the table's order, and `showcase`.
    pub pending: Vec<&'a str>,
    /// The rows in the table's order.
    pub indicators: Vec<IndicatorScore<'a>>,
    /// The same if everything that waits were confirmed.
    pub provisional: Provisional,
}

/// A town's sums if everything that waits were confirmed.
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
    /// Checks the case and scores it. Same case, same bytes, wherever it runs.
    pub fn score<'c>(&'c self, table: &'c Table) -> Result<Scores<'c>, CaseErrors> {
        let (facts, mut errors) = self.resolve(table);
        let entered = enter(&facts, &self.findings, &mut |error| errors.push(error));
        if !errors.is_empty() {
            return Err(CaseErrors(errors));
        }
        evaluate(self, table, &facts, &entered).map_err(|overflow| {
            CaseErrors(vec![CaseError {
                pointer: String::new(),
                reason: overflow.to_string(),
            }])
        })
    }
}

fn evaluate<'c>(
    case: &'c Case<'_>,
    table: &'c Table,
    facts: &[(usize, Fact<'c>)],
    entered: &Entered<'_, 'c>,
) -> Result<Scores<'c>, PointsOverflow> {
    let towns: Vec<&'c str> = case.towns.iter().map(|town| town.id.as_ref()).collect();
    let showcases: Vec<_> = towns.iter().map(|town| entered.showcase(town)).collect();
    let basis = |basis| -> Result<Vec<Town<'c>>, PointsOverflow> {
        score_towns(case, table, &towns, facts, entered, basis)
    };
    let confirmed = basis(Basis::Confirmed)?;
    let provisional = basis(Basis::Provisional)?;
    let sums = |of: &[Town<'c>]| -> Result<Vec<Sums>, PointsOverflow> {
        of.iter()
            .zip(&showcases)
            .map(|(town, showcase)| town.sums(table, *showcase))
            .collect()
    };
    let (sums, provisional) = (sums(&confirmed)?, sums(&provisional)?);
    let places = totals::places(&sums);
    let provisional_places = totals::places(&provisional);
    let honours = totals::honours(&sums, usize::try_from(table.totals.good).unwrap_or(0));
    let mut scores: Vec<TownScore<'c>> = Vec::with_capacity(towns.len());
    for (index, town) in confirmed.into_iter().enumerate() {
        let (sum, later) = (sums[index], provisional[index]);
        let mut pending = town.pending;
        if showcases[index].is_none() {
            pending.push("showcase");
        }
        scores.push(TownScore {
            id: towns[index],
            base: sum.base,
            bonus: sum.bonus,
            penalty: sum.penalty,
            daily: sum.daily,
            showcase: showcases[index],
            total: sum.total,
            place: places[index],
            good: honours.good[index],
            red_flag: honours.flag == Some(index),
            complete: pending.is_empty(),
            pending,
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
        let mut tied: Vec<&str> = tied.into_iter().map(|index| towns[index]).collect();
        tied.sort_unstable();
        Undecided { what, towns: tied }
    });
    Ok(Scores {
        quarter: case.quarter,
        table: &table.id,
        undecided: undecided.collect(),
        towns: scores,
    })
}

/// A town's rows on one basis.
struct Town<'a> {
    rows: Vec<IndicatorScore<'a>>,
    pending: Vec<&'a str>,
}

impl Town<'_> {
    fn sums(&self, table: &Table, showcase: Option<Points>) -> Result<Sums, PointsOverflow> {
        let (mut base, mut bonus, mut penalty) = (Points::ZERO, Points::ZERO, Points::ZERO);
        for (row, indicator) in self.rows.iter().zip(&table.indicators) {
            match indicator.family() {
                Family::Bonus => bonus = bonus.plus(row.points)?,
                Family::Penalty => penalty = penalty.minus(row.points)?,
                _ => base = base.plus(row.points)?,
            }
        }
        Sums::of(&table.totals, base, bonus, penalty, showcase)
    }
}

fn score_towns<'c>(
    case: &'c Case<'_>,
    table: &'c Table,
    towns: &[&'c str],
    facts: &[(usize, Fact<'c>)],
    entered: &Entered<'_, 'c>,
    basis: Basis,
) -> Result<Vec<Town<'c>>, PointsOverflow> {
    let mut seen = sort_out(case, table, towns, facts, basis);
    let places = ranked(table, facts);
    let mut scored = Vec::with_capacity(towns.len());
    for (index, town) in towns.iter().enumerate() {
        let mut rows = Vec::with_capacity(table.indicators.len());
        let mut pending = Vec::new();
        for (row, indicator) in table.indicators.iter().enumerate() {
            let found = std::mem::take(&mut seen[index * table.indicators.len() + row]);
            let place = places.get(&(row, *town)).copied();
            let entered = entered.of(town, &indicator.id);
            let Row {
                score,
                pending: missing,
            } = row::score(indicator, found, entered, place, basis)?;
            rows.push(score);
            if missing {
                pending.push(indicator.id.as_str());
            }
        }
        scored.push(Town { rows, pending });
    }
    Ok(scored)
}

/// The findings that count on this basis, by town and row.
fn sort_out<'c>(
    case: &'c Case<'_>,
    table: &'c Table,
    towns: &[&str],
    facts: &[(usize, Fact<'c>)],
    basis: Basis,
) -> Vec<Vec<Seen<'c>>> {
    let rows: HashMap<&str, (usize, &'c Checkpoint)> = table
        .indicators
        .iter()
        .enumerate()
        .flat_map(|(row, indicator)| {
            let of_row = indicator.checkpoints.iter();
            of_row.map(move |checkpoint| (checkpoint.id.as_str(), (row, checkpoint)))
        })
        .collect();
    let of_town: HashMap<&str, usize> = towns.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    let moved = moved(facts.iter().map(|(_, fact)| fact), basis);
    let width = table.indicators.len();
    let mut seen: Vec<Vec<Seen<'c>>> = Vec::new();
    seen.resize_with(towns.len() * width, Vec::new);
    let counts = |finding: &&Finding<'_>| finding.counts(basis);
    for finding in case.findings.iter().filter(counts) {
        let place = rows
            .get(finding.checkpoint.as_ref())
            .zip(of_town.get(finding.town.as_ref()));
        if let Some(((row, checkpoint), town)) = place
            && let Some(list) = seen.get_mut(town * width + row)
        {
            list.push(Seen {
                finding,
                checkpoint,
                moved: finding.moved || moved.contains(finding.id.as_ref()),
            });
        }
    }
    seen
}

/// The places of the rows that rank metrics, over all towns that have one.
fn ranked<'c>(table: &Table, facts: &[(usize, Fact<'c>)]) -> HashMap<(usize, &'c str), u32> {
    let mut metrics: HashMap<&str, Vec<(&'c str, Points)>> = HashMap::new();
    for (_, fact) in facts {
        if let FactKind::Metric(row, metric) = fact.kind {
            metrics
                .entry(row.id.as_str())
                .or_default()
                .push((fact.town, metric));
        }
    }
    let mut places = HashMap::new();
    for (row, indicator) in table.indicators.iter().enumerate() {
        let crate::table::Rule::Rank { ties, .. } = indicator.rule else {
            continue;
        };
        let of_row = metrics.remove(indicator.id.as_str()).unwrap_or_default();
        let values: Vec<Points> = of_row.iter().map(|(_, metric)| *metric).collect();
        let ranked = super::rank::places(&values, ties);
        for ((town, _), place) in of_row.into_iter().zip(ranked) {
            places.insert((row, town), place);
        }
    }
    places
}
