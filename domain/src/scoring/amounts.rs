//! Checks that the amounts of a fact are in range; no amount is ever clamped.

use super::facts::{Fact, FactKind};
use super::fault::CaseFault;
use super::item::{Item, Kind};
use crate::points::Points;
use crate::table::{Amount, Rule};

/// The most decimals of an amount that is left to discretion.
const DECIMALS: u32 = 2;
/// The most points of a showcase.
const SHOWCASE: Points = Points::whole(100);

/// Notes, by its key, every amount that is out of range, too fine, missing or not allowed.
pub(super) fn check(fact: &Fact<'_>, here: &mut dyn FnMut(&str, CaseFault, String)) {
    match &fact.kind {
        FactKind::Judgement(row, points) => {
            let Kind::NoneOr(least, most) = Item::Judgement.kind(Some(row)) else {
                return;
            };
            if !points.is_zero() && (*points < least || *points > most) {
                here(
                    "judgement",
                    CaseFault::Range,
                    format!("{points} is neither 0 nor from {least} to {most}"),
                );
            }
            two_decimals("judgement", *points, here);
        }
        FactKind::Monthly(row, monthly) => {
            let Kind::UpTo(out_of) = Item::Month(0).kind(Some(row)) else {
                return;
            };
            let months = row.rule.items().len();
            if monthly.len() > months {
                here(
                    "monthly",
                    CaseFault::TooManyMonths,
                    format!("a quarter has {months} months"),
                );
            }
            for (month, score) in monthly.iter().enumerate() {
                outside(&format!("monthly/{month}"), *score, out_of, here);
            }
        }
        FactKind::Claim { level, reads, .. } => match (level.reads, reads) {
            (None, Some(_)) => here(
                "reads",
                CaseFault::NoReads,
                format!("the level `{}` has no reads", level.id),
            ),
            (Some(_), None) => here("", CaseFault::Missing, "the key `reads` is missing".into()),
            _ => {}
        },
        FactKind::Penalty {
            indicator,
            level,
            points,
            ..
        } => {
            let Rule::Penalty { range, .. } = &indicator.rule else {
                return;
            };
            let amount = level.map(|level| level.amount).or(*range);
            match (amount, points) {
                (Some(Amount::Fixed(fixed)), Some(_)) => here(
                    "points",
                    CaseFault::FixedPoints,
                    format!("the level fixes the points at {fixed}: none may stand beside it"),
                ),
                (Some(Amount::Range { .. }), None) => {
                    here("", CaseFault::Missing, "the key `points` is missing".into());
                }
                (Some(Amount::Range { least, most }), Some(points)) => {
                    if *points < least || *points > most {
                        here(
                            "points",
                            CaseFault::Range,
                            format!("{points} is not from {least} to {most}"),
                        );
                    }
                    two_decimals("points", *points, here);
                }
                _ => {}
            }
        }
        FactKind::Showcase(points) => outside("showcase", *points, SHOWCASE, here),
        FactKind::Waiver {
            indicator,
            points,
            reason,
        } => {
            match indicator {
                Some(row) if !row.family().is_base() => here(
                    "waive",
                    CaseFault::NoWaiver,
                    format!("{} is never missing: there is nothing to waive", row.id),
                ),
                Some(row) => outside("points", *points, row.full, here),
                None => outside("points", *points, SHOWCASE, here),
            }
            two_decimals("points", *points, here);
            if reason.trim().is_empty() {
                here("reason", CaseFault::Empty, "the reason is empty".into());
            }
        }
        // Facts of other kinds have no amounts.
        _ => {}
    }
}

fn outside(key: &str, points: Points, most: Points, here: &mut dyn FnMut(&str, CaseFault, String)) {
    if points.is_negative() || points > most {
        here(
            key,
            CaseFault::Range,
            format!("{points} is not from 0 to {most}"),
        );
    }
}

fn two_decimals(key: &str, points: Points, here: &mut dyn FnMut(&str, CaseFault, String)) {
    if !points.has_decimals_at_most(DECIMALS) {
        here(
            key,
            CaseFault::Decimals,
            format!("{points} has more than {DECIMALS} decimals"),
        );
    }
}
