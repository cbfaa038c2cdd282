//! Amounts that add up, in the order of ids, until a cap is reached: claims of family `bonus`
//! (最高加10分) and records of family `penalty` (最高扣10分).

use super::hashing::Map;
use super::trace::{Line, Why};
use crate::points::{Points, PointsOverflow};
use crate::table::{Amount, Level};

/// A claim or a record that counts.
pub(super) struct Item<'a> {
    pub(super) id: &'a str,
    /// The matter of a claim; of claims on one matter only the highest counts. `None`: the item
    /// counts by itself.
    pub(super) matter: Option<&'a str>,
    /// Its points, without a sign.
    pub(super) worth: Points,
}

/// The lines of `items`, which must be in the order of their ids, up to `cap`; without a sign.
pub(super) fn lines<'a>(items: &[Item<'a>], cap: Points) -> Result<Vec<Line<'a>>, PointsOverflow> {
    // Of equal claims on one matter the first by id counts.
    let mut carries: Map<&str, &Item<'a>> = Map::default();
    for item in items {
        if let Some(matter) = item.matter {
            let best = carries.entry(matter).or_insert(item);
            if item.worth > best.worth {
                *best = item;
            }
        }
    }
    let mut left = cap;
    let mut lines = Vec::with_capacity(items.len());
    for item in items {
        let carried = item
            .matter
            .is_none_or(|matter| carries.get(matter).is_some_and(|best| best.id == item.id));
        let mut line = Line::of_fact(Some(item.id), Points::ZERO);
        if carried {
            line.asked = item.worth;
            line.points = item.worth.min(left);
            line.why = left.is_zero().then_some(Why::Capped);
            left = left.minus(line.points)?;
        } else {
            line.why = Some(Why::SameMatter);
        }
        lines.push(line);
    }
    Ok(lines)
}

/// The points of a claim: those of its level, and those for its reads.
pub(super) fn claim(level: &Level, reads: Option<u64>) -> Result<Points, PointsOverflow> {
    let fixed = match level.amount {
        Amount::Fixed(points) => points,
        Amount::Range { least, .. } => least,
    };
    match (level.reads, reads) {
        (Some(rule), Some(reads)) => {
            // A bound on the steps, far beyond any cap, prevents an overflow.
            let steps = (reads / u64::from(rule.every.max(1))).min(1_000_000_000);
            let gained = rule
                .points
                .times(i64::try_from(steps).unwrap_or(i64::MAX))?;
            fixed.plus(gained.min(rule.most))
        }
        _ => Ok(fixed),
    }
}

/// The points of a record: those of its level, or those entered.
pub(super) fn record(level: Option<&Level>, stated: Option<Points>) -> Points {
    match level.map(|level| level.amount) {
        Some(Amount::Fixed(points)) => points,
        _ => stated.unwrap_or_default(),
    }
}
