//! Family `deduct`: an indicator starts at its full points, confirmed findings take their
//! checkpoint's as its `per` says, and it stops at 0 (每缺1项扣…，扣完为止).
//!
//! Readings of the contract that it does not spell out: a repeated finding keeps its own reason
//! (`same-item`, `same-visit`, `once`, `note`, `moved`) also when the indicator is used up, since
//! it would have taken nothing anyway; one that carries its item keeps carrying it when it came
//! too late to take anything.

use super::finding::Finding;
use super::trace::{IndicatorScore, Line, Why};
use crate::points::{Points, PointsOverflow};
use crate::table::{Checkpoint, Indicator, Per, Scope};
use std::borrow::Cow;
use std::collections::HashSet;

/// A finding that counts, with its checkpoint.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The finding.
    pub finding: &'a Finding<'a>,
    /// The checkpoint that it names.
    pub checkpoint: &'a Checkpoint,
}

/// Scores one indicator of one town over the findings that count, given in any order.
pub fn score<'a>(
    indicator: &'a Indicator,
    mut seen: Vec<Seen<'a>>,
) -> Result<IndicatorScore<'a>, PointsOverflow> {
    seen.sort_unstable_by(|a, b| {
        let (a, b) = (a.finding, b.finding);
        let time = |finding: &Finding<'_>| finding.observed_at.timestamp();
        time(a).cmp(&time(b)).then_with(|| a.id.cmp(&b.id))
    });
    let mut left = indicator.full;
    let mut counted = Counted::default();
    let mut lines = Vec::with_capacity(seen.len());
    for Seen {
        finding,
        checkpoint,
    } in seen
    {
        let (asked, why) = match counted.why_nothing(finding, checkpoint) {
            Some(why) => (Points::ZERO, Some(why)),
            None => (
                asked(finding, checkpoint)?,
                left.is_zero().then_some(Why::Exhausted),
            ),
        };
        let taken = asked.min(left);
        left = left.minus(taken)?;
        lines.push(Line {
            finding: Some(Cow::Borrowed(&finding.id)),
            fact: None,
            checkpoint: Some(Cow::Borrowed(checkpoint.id.as_str())),
            points: -taken,
            why,
            asked: -asked,
        });
    }
    Ok(IndicatorScore {
        id: Cow::Borrowed(&indicator.id),
        points: left,
        of: indicator.full,
        lines,
    })
}

/// What a finding takes by itself.
fn asked(finding: &Finding<'_>, checkpoint: &Checkpoint) -> Result<Points, PointsOverflow> {
    match checkpoint.per {
        Per::Count => checkpoint.points.times(i64::from(finding.count)),
        Per::Item | Per::Occurrence | Per::Once => Ok(checkpoint.points),
        Per::Note => Ok(Points::ZERO),
    }
}

/// What has been counted: a checkpoint with the site or visit for which it counts once.
#[derive(Default)]
struct Counted<'a>(HashSet<(&'a str, &'a str)>);

impl<'a> Counted<'a> {
    fn why_nothing(&mut self, finding: &'a Finding<'a>, checkpoint: &'a Checkpoint) -> Option<Why> {
        if finding.moved {
            // As if absent: it does not carry the item for a later one.
            return Some(Why::Moved);
        }
        let (within, why) = match (checkpoint.per, checkpoint.scope) {
            (Per::Note, _) => return Some(Why::Note),
            (Per::Count, _) => return None,
            (Per::Item, Scope::Site) => (finding.site.as_ref(), Why::SameItem),
            (Per::Item, Scope::Town) => ("", Why::SameItem),
            (Per::Occurrence, _) => (finding.visit.as_ref(), Why::SameVisit),
            (Per::Once, _) => ("", Why::Once),
        };
        let first = self.0.insert((checkpoint.id.as_str(), within));
        (!first).then_some(why)
    }
}
