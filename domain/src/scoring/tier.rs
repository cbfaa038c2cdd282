//! Family `tier`: the tier that was entered gives its points (经验收达到标杆型得…, 标准型得…).

use super::trace::Line;
use crate::points::Points;
use crate::table::{Amount, Level};

/// What a tier gives.
pub(super) fn line<'a>(fact: Option<&'a str>, tier: &Level) -> Line<'a> {
    Line::of_fact(fact, worth(tier))
}

/// A tier has fixed points; one with a range has no place in this family and gives its least.
fn worth(tier: &Level) -> Points {
    match tier.amount {
        Amount::Fixed(points) => points,
        Amount::Range { least, .. } => least,
    }
}
