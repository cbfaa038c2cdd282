//! Family `coverage`: points for full coverage and for each benchmark station, up to the full
//! points (每打造1个加…，加至满分为止). The two parts are independent.

use super::trace::{Line, Why};
use crate::points::{Points, PointsOverflow};

/// The row's parameters and the entered values.
pub(super) struct Coverage {
    pub(super) full: Points,
    pub(super) full_coverage: Points,
    pub(super) each_station: Points,
    pub(super) covered: bool,
    pub(super) stations: u32,
}

/// One line for full coverage and one for the stations, if there are any; else one line of 0.
pub(super) fn lines<'a>(
    fact: Option<&'a str>,
    it: &Coverage,
) -> Result<Vec<Line<'a>>, PointsOverflow> {
    let mut lines = Vec::new();
    let mut left = it.full;
    let stations = it.each_station.times(i64::from(it.stations))?;
    let parts = [(it.covered, it.full_coverage), (it.stations > 0, stations)];
    for (_, asked) in parts.into_iter().filter(|(there, _)| *there) {
        let given = asked.min(left);
        let mut line = Line::of_fact(fact, given);
        line.asked = asked;
        if given.is_zero() && !asked.is_zero() {
            line.why = Some(Why::Capped);
        }
        left = left.minus(given)?;
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(Line::of_fact(fact, Points::ZERO));
    }
    Ok(lines)
}
