//! Family `average`: the mean of the quarter's months, weighted to the full points (平均分加权).

use crate::points::{Points, PointsOverflow};

/// The points of a quarter; `None` if a month is missing.
pub(super) fn points(
    full: Points,
    months: u8,
    out_of: Points,
    monthly: &[Points],
) -> Result<Option<Points>, PointsOverflow> {
    if monthly.len() < usize::from(months) {
        return Ok(None);
    }
    let mean = Points::sum(monthly.iter().copied())?.over(i64::from(months))?;
    mean.weighted(full)?.divided(out_of).map(Some)
}
