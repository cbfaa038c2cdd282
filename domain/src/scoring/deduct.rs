//! Family `deduct`: a row starts at its full points. Each finding that counts deducts its
//! checkpoint's points, as often as `per` says, until the row reaches 0 (每缺1项扣…，扣完为止).
//!
//! Two details that the contract leaves open. A repeated finding keeps its own reason (`same-item`,
//! `same-visit`, `once`, `note`, `moved`) when the row is used up, since it would have deducted
//! nothing anyway. The finding that counts for an item still does so if it came too late to deduct
//! anything.

use super::finding::Finding;
use super::hashing::Map;
use super::town::Town;
use super::trace::{IndicatorScore, Line, Why};
use crate::points::{Points, PointsOverflow};
use crate::table::{Across, Checkpoint, Indicator, Per, Rule, Scope};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::hash_map::Entry;

/// A finding that counts, with its checkpoint.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The finding.
    pub finding: &'a Finding<'a>,
    /// Its checkpoint.
    pub checkpoint: &'a Checkpoint,
    /// Whether a record prices it instead: then it has a line, but otherwise counts as absent.
    pub moved: bool,
}

/// Scores one row of one town by the findings that count, given in any order.
pub fn score<'a>(
    indicator: &'a Indicator,
    town: &Town<'_>,
    mut seen: Vec<Seen<'a>>,
) -> Result<IndicatorScore<'a>, PointsOverflow> {
    in_order(&mut seen);
    let (across, rescale) = match indicator.rule {
        Rule::Deduct { across, rescale } => (across, rescale),
        _ => (Across::Sum, false),
    };
    let weight = rescale.then(|| Weight::of(indicator, town));
    let weight = weight.transpose()?;
    let mut whole = Account::of(indicator);
    let mut sites: Vec<(&str, Account<'_>)> = Vec::new();
    let mut lines = Vec::with_capacity(seen.len());
    for it in seen {
        let account = match across {
            Across::Sum => &mut whole,
            Across::Mean => of_site(&mut sites, it.finding.site.as_ref(), indicator),
        };
        lines.push(account.take(it, weight)?);
    }
    let points = match across {
        Across::Sum => whole.left,
        Across::Mean => mean(indicator.full, town, sites.len(), &mut lines)?,
    };
    Ok(IndicatorScore {
        id: Cow::Borrowed(&indicator.id),
        points,
        of: indicator.full,
        lines,
    })
}

fn of_site<'l, 'a>(
    sites: &'l mut Vec<(&'a str, Account<'a>)>,
    site: &'a str,
    indicator: &Indicator,
) -> &'l mut Account<'a> {
    let known = sites.iter().position(|(known, _)| *known == site);
    let at = known.unwrap_or_else(|| {
        sites.push((site, Account::of(indicator)));
        sites.len() - 1
    });
    &mut sites[at].1
}

/// The mean over the visited sites: each line deducts its share of what it deducted at its site.
fn mean(
    full: Points,
    town: &Town<'_>,
    found_at: usize,
    lines: &mut [Line<'_>],
) -> Result<Points, PointsOverflow> {
    // A checked case has at least as many sites as its findings.
    let found_at = u32::try_from(found_at).unwrap_or(u32::MAX);
    let sites = Points::whole(i64::from(town.sites.unwrap_or(0).max(found_at).max(1)));
    let mut points = full;
    for line in lines {
        line.points = line.points.divided(sites)?;
        line.asked = line.asked.divided(sites)?;
        points = points.plus(line.points)?;
    }
    Ok(points)
}

/// The lines of findings in a row that deducts nothing by findings: they support what is entered.
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

/// By time of observation, then by id.
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
        gate: None,
        checkpoint: Some(Cow::Borrowed(checkpoint.id.as_str())),
        points,
        why,
        asked,
    }
}

/// The points of all checkpoints of a row, and of those that apply in the town: the latter deduct
/// more, in place of those that do not apply.
#[derive(Debug, Clone, Copy)]
struct Weight {
    all: Points,
    applying: Points,
}

impl Weight {
    fn of(indicator: &Indicator, town: &Town<'_>) -> Result<Self, PointsOverflow> {
        let applies = |checkpoint: &&Checkpoint| {
            let id = checkpoint.id.as_str();
            !town.not_applicable.iter().any(|it| it == id)
        };
        let checkpoints = indicator.checkpoints.iter();
        let applying = checkpoints.clone().filter(applies);
        Ok(Self {
            all: Points::sum(checkpoints.map(|it| it.points))?,
            applying: Points::sum(applying.map(|it| it.points))?,
        })
    }

    fn of_points(self, points: Points) -> Result<Points, PointsOverflow> {
        match self.applying.is_zero() {
            true => Ok(points),
            false => points.weighted(self.all)?.divided(self.applying),
        }
    }
}

/// The points from which findings deduct: a town's row, or that of one of its sites.
struct Account<'a> {
    left: Points,
    /// What a checkpoint deducted in each site, visit or town in which it counts once.
    counted: Map<(&'a str, &'a str), Points>,
    /// What each checkpoint has deducted, if it has `again` or `most`.
    taken: Vec<(&'a str, Points)>,
}

impl<'a> Account<'a> {
    fn of(indicator: &Indicator) -> Self {
        Self {
            left: indicator.full,
            counted: Map::default(),
            taken: Vec::new(),
        }
    }

    fn take(&mut self, seen: Seen<'a>, weight: Option<Weight>) -> Result<Line<'a>, PointsOverflow> {
        let Seen {
            finding,
            checkpoint,
            moved,
        } = seen;
        // As if absent: the next finding of the item counts in its place.
        let (asked, why) = match moved {
            true => (Points::ZERO, Some(Why::Moved)),
            false => self.asked(finding, checkpoint, weight)?,
        };
        let taken = asked.min(self.left);
        self.left = self.left.minus(taken)?;
        if checkpoint.again.is_some() || checkpoint.most.is_some() {
            let id = checkpoint.id.as_str();
            match self.taken.iter_mut().find(|(known, _)| *known == id) {
                Some((_, before)) => *before = before.plus(taken)?,
                None => self.taken.push((id, taken)),
            }
        }
        Ok(line(finding, checkpoint, -taken, -asked, why))
    }

    /// What a finding would deduct if the row had points enough, and the reason if it deducts
    /// nothing.
    fn asked(
        &mut self,
        finding: &'a Finding<'_>,
        checkpoint: &'a Checkpoint,
        weight: Option<Weight>,
    ) -> Result<(Points, Option<Why>), PointsOverflow> {
        let mut price = price(finding, checkpoint);
        let mut first = true;
        let once = match (checkpoint.per, checkpoint.scope) {
            (Per::Note, _) => return Ok((Points::ZERO, Some(Why::Note))),
            (Per::Count, _) => None,
            (Per::Item, Scope::Site) => Some((finding.site.as_ref(), Why::SameItem)),
            (Per::Item, Scope::Town) => Some(("", Why::SameItem)),
            (Per::Occurrence, _) => Some((finding.visit.as_ref(), Why::SameVisit)),
            (Per::Once, _) => Some(("", Why::Once)),
        };
        if let Some((within, why)) = once {
            match self.counted.entry((checkpoint.id.as_str(), within)) {
                Entry::Vacant(place) => {
                    place.insert(price);
                }
                // A later finding with a higher price deducts the difference: no finding lowers the
                // price of another.
                Entry::Occupied(mut counted) if price > *counted.get() => {
                    let before = counted.insert(price);
                    price = price.minus(before)?;
                    first = false;
                }
                Entry::Occupied(_) => return Ok((Points::ZERO, Some(why))),
            }
        }
        let mut known = self.taken.iter();
        let known = known.find(|(id, _)| *id == checkpoint.id.as_str());
        let before = known.map(|(_, points)| *points);
        if let (Some(more), Some(_), true) = (checkpoint.again, before, first) {
            price = price.plus(more)?;
        }
        let mut asked = match checkpoint.per {
            Per::Count => price.times(i64::from(finding.count))?,
            _ => price,
        };
        if let Some(weight) = weight {
            asked = weight.of_points(asked)?;
        }
        if self.left.is_zero() {
            return Ok((asked, Some(Why::Exhausted)));
        }
        let Some(most) = checkpoint.most else {
            return Ok((asked, None));
        };
        let room = most.minus(before.unwrap_or_default())?;
        Ok((asked.min(room), room.is_zero().then_some(Why::Capped)))
    }
}

/// The points for one count, by who found it.
fn price(finding: &Finding<'_>, checkpoint: &Checkpoint) -> Points {
    let mut finders = checkpoint.finders.iter();
    let by_finder = finders.find(|it| Some(it.finder) == finding.finder);
    by_finder.map_or(checkpoint.points, |it| it.points)
}
