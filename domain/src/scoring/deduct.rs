//! Family `deduct`: an indicator starts at its full points, confirmed findings take their
//! checkpoint's as its `per` says, and it stops at 0 (每缺1项扣…，扣完为止).
//!
//! Readings of the contract that it does not spell out: a repeated finding keeps its own reason
//! (`same-item`, `same-visit`, `once`, `note`, `moved`) also when the indicator is used up, since
//! it would have taken nothing anyway; one that carries its item keeps carrying it when it came
//! too late to take anything.

use super::finding::Finding;
use super::hashing::Set;
use super::trace::{IndicatorScore, Line, Why};
use crate::points::{Points, PointsOverflow};
use crate::table::{Checkpoint, Indicator, Per, Scope};
use std::borrow::Cow;
use std::cmp::Ordering;

/// A finding that counts, with its checkpoint.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The finding.
    pub finding: &'a Finding<'a>,
    /// The checkpoint that it names.
    pub checkpoint: &'a Checkpoint,
    /// A penalty prices it instead: it is as if absent, but for its line.
    pub moved: bool,
}

/// Scores one indicator of one town over the findings that count, given in any order.
pub fn score<'a>(
    indicator: &'a Indicator,
    mut seen: Vec<Seen<'a>>,
) -> Result<IndicatorScore<'a>, PointsOverflow> {
    in_order(&mut seen);
    let mut left = indicator.full;
    let mut counted = Counted::default();
    let mut lines = Vec::with_capacity(seen.len());
    for it in seen {
        let Seen {
            finding,
            checkpoint,
            ..
        } = it;
        let (asked, why) = match counted.why_nothing(it) {
            Some(why) => (Points::ZERO, Some(why)),
            None => (
                asked(finding, checkpoint)?,
                left.is_zero().then_some(Why::Exhausted),
            ),
        };
        let taken = asked.min(left);
        left = left.minus(taken)?;
        lines.push(line(finding, checkpoint, -taken, -asked, why));
    }
    Ok(IndicatorScore {
        id: Cow::Borrowed(&indicator.id),
        points: left,
        of: indicator.full,
        lines,
    })
}

/// The lines of findings on a row that takes no points by findings: they are the basis of what is
/// entered for it.
pub(super) fn notes(mut seen: Vec<Seen<'_>>) -> Vec<Line<'_>> {
    in_order(&mut seen);
    seen.into_iter()
        .map(|it| {
            let why = if it.moved { Why::Moved } else { Why::Note };
            line(
                it.finding,
                it.checkpoint,
                Points::ZERO,
                Points::ZERO,
                Some(why),
            )
        })
        .collect()
}

fn in_order(seen: &mut [Seen<'_>]) {
    seen.sort_unstable_by(order);
}

/// By the time of observation, then by id.
pub(super) fn order(a: &Seen<'_>, b: &Seen<'_>) -> Ordering {
    let (a, b) = (a.finding, b.finding);
    let time = |finding: &Finding<'_>| finding.observed_at.timestamp();
    time(a).cmp(&time(b)).then_with(|| a.id.cmp(&b.id))
}

fn line<'a>(
    finding: &'a Finding<'a>,
    checkpoint: &'a Checkpoint,
    points: Points,
    asked: Points,
    why: Option<Why>,
) -> Line<'a> {
    Line {
        finding: Some(Cow::Borrowed(&finding.id)),
        fact: None,
        checkpoint: Some(Cow::Borrowed(checkpoint.id.as_str())),
        points,
        why,
        asked,
    }
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
struct Counted<'a>(Set<(&'a str, &'a str)>);

impl<'a> Counted<'a> {
    fn why_nothing(&mut self, seen: Seen<'a>) -> Option<Why> {
        let (finding, checkpoint) = (seen.finding, seen.checkpoint);
        if seen.moved {
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
