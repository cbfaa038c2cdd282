//! Family `rank`: the first place gets full points, each lower place one step less, never below 0
//! (第一名得8分，每递减一个名次扣0.5分).

use super::facts::{Fact, FactKind};
use super::hashing::Map;
use crate::points::{Points, PointsOverflow};
use crate::table::{Rule, Table, Ties};
use std::cmp::Reverse;

/// The place of each town that has a metric, by the row's index in the table and the town.
pub(super) fn of_metrics<'a>(
    table: &Table,
    facts: &[(usize, Fact<'a>)],
) -> Map<(usize, &'a str), u32> {
    let mut metrics: Map<&str, Vec<(&'a str, Points)>> = Map::default();
    for (_, fact) in facts {
        if let FactKind::Metric(row, metric) = fact.kind {
            let of_row = metrics.entry(row.id.as_str()).or_default();
            of_row.push((fact.town, metric));
        }
    }
    let mut by_town = Map::default();
    for (row, indicator) in table.indicators.iter().enumerate() {
        let Rule::Rank { ties, .. } = indicator.rule else {
            continue;
        };
        let of_row = metrics.remove(indicator.id.as_str()).unwrap_or_default();
        let values: Vec<Points> = of_row.iter().map(|(_, metric)| *metric).collect();
        for ((town, _), place) in of_row.into_iter().zip(places(&values, ties)) {
            by_town.insert((row, town), place);
        }
    }
    by_town
}

/// The places of metrics, the highest first. Equal metrics share the better place; the next place
/// is skipped (`competition`) or not (`dense`).
pub(super) fn places(metrics: &[Points], ties: Ties) -> Vec<u32> {
    let mut order: Vec<usize> = (0..metrics.len()).collect();
    order.sort_by_key(|index| Reverse(metrics[*index]));
    let mut places = vec![0; metrics.len()];
    let (mut place, mut before) = (0, None);
    for (passed, index) in (1_u32..).zip(order) {
        if before != Some(metrics[index]) {
            place = match ties {
                Ties::Competition => passed,
                Ties::Dense => place + 1,
            };
            before = Some(metrics[index]);
        }
        places[index] = place;
    }
    places
}

/// The points of a place, from 1.
pub(super) fn points(full: Points, step: Points, place: u32) -> Result<Points, PointsOverflow> {
    let taken = step.times(i64::from(place.max(1) - 1))?;
    Ok(full.minus(taken)?.max(Points::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_metrics_share_the_better_place() {
        let metrics = [7, 9, 9, 3, 7].map(Points::whole);
        assert_eq!(places(&metrics, Ties::Competition), [3, 1, 1, 5, 3]);
        assert_eq!(places(&metrics, Ties::Dense), [2, 1, 1, 3, 2]);
        assert!(places(&[], Ties::Dense).is_empty());
    }
}
