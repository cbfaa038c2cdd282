//! Family `judgement`: one discretionary deduction for the town and quarter (视情扣2–4分).

use super::trace::Line;
use crate::points::Points;

/// What a judgement takes. Findings without a judgement take the least until it is entered, which
/// leaves the row pending.
pub(super) fn line<'a>(entered: Option<(Option<&'a str>, Points)>, least: Points) -> Line<'a> {
    match entered {
        Some((fact, points)) => Line::of_fact(fact, -points),
        None => Line::of_fact(None, -least),
    }
}
