//! Family `tier`: the entered tier has fixed points (经验收达到标杆型得…, 标准型得…).

use super::trace::Line;
use crate::points::Points;
use crate::table::{Amount, Level};

/// The line of a tier.
pub(super) fn line<'a>(fact: Option<&'a str>, tier: &Level) -> Line<'a> {
    Line::of_fact(fact, worth(tier))
}

/// The points of a tier. Tiers have fixed points; a range, which no valid table has here, counts
/// its least.
fn worth(tier: &Level) -> Points {
    match tier.amount {
        Amount::Fixed(points) => points,
        Amount::Range { least, .. } => least,
    }
}
