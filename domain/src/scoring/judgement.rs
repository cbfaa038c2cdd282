//! Family `judgement`: one discretionary deduction for the town and quarter (视情扣2–4分).

use super::trace::Line;
use crate::points::Points;

/// The line of a judgement. Without an entered one it deducts the least; the row is then pending.
pub(super) fn line<'a>(entered: Option<(Option<&'a str>, Points)>, least: Points) -> Line<'a> {
    match entered {
        Some((fact, points)) => Line::of_fact(fact, -points),
        None => Line::of_fact(None, -least),
    }
}
