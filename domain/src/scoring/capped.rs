//! What is taken one by one, in the order of ids, until a cap binds: claims of family `bonus`
//! (最高加10分) and records of family `penalty` (最高扣10分).

use super::hashing::Map;
use super::trace::{Line, Why};
use crate::points::{Points, PointsOverflow};
use crate::table::{Amount, Level};

/// A claim or a record that counts.
pub(super) struct Item<'a> {
    pub(super) id: &'a str,
    /// The matter, of which the highest claim counts; none where each counts by itself.
    pub(super) matter: Option<&'a str>,
    /// What it is worth, without a sign.
    pub(super) worth: Points,
}

/// The lines of `items`, which come in the order of their ids, up to `cap`; without a sign.
pub(super) fn lines<'a>(items: &[Item<'a>], cap: Points) -> Result<Vec<Line<'a>>, PointsOverflow> {
    // Of equal claims of a matter the first id carries the points.
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

/// What a claim is worth: its level, and what its readers add.
pub(super) fn claim(level: &Level, reads: Option<u64>) -> Result<Points, PointsOverflow> {
    let fixed = match level.amount {
        Amount::Fixed(points) => points,
        Amount::Range { least, .. } => least,
    };
    match (level.reads, reads) {
        (Some(rule), Some(reads)) => {
            // More steps than any cap has room for need not be counted.
            let steps = (reads / u64::from(rule.every.max(1))).min(1_000_000_000);
            let gained = rule
                .points
                .times(i64::try_from(steps).unwrap_or(i64::MAX))?;
            fixed.plus(gained.min(rule.most))
        }
        _ => Ok(fixed),
    }
}

/// What a record is worth: its level's points, or those stated.
pub(super) fn record(level: Option<&Level>, stated: Option<Points>) -> Points {
    match level.map(|level| level.amount) {
        Some(Amount::Fixed(points)) => points,
        _ => stated.unwrap_or_default(),
    }
}
