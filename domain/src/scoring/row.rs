//! Scores one row of one town by its family, from findings and facts.

use super::deduct::{self, Seen};
use super::facts::{Fact, FactKind};
use super::finding::Basis;
use super::town::Town;
use super::trace::{IndicatorScore, Line};
use super::{average, capped, coverage, gate, judgement, metric, rank, tier};
use crate::points::{Points, PointsOverflow};
use crate::table::{Family, Indicator, Rule};
use std::borrow::Cow;

/// A row's score, and whether something is missing for it.
pub(super) struct Row<'a> {
    pub(super) score: IndicatorScore<'a>,
    pub(super) pending: bool,
    /// Whether the row is a shut gate.
    pub(super) shut: bool,
}

/// Scores a row. `seen` are the findings that count on `basis`, `facts` the entered facts, `place`
/// the town's place if the row ranks metrics.
pub(super) fn score<'a>(
    indicator: &'a Indicator,
    town: &Town<'_>,
    seen: Vec<Seen<'a>>,
    facts: &[&Fact<'a>],
    place: Option<u32>,
    basis: Basis,
) -> Result<Row<'a>, PointsOverflow> {
    if indicator.family() == Family::Deduct {
        let score = deduct::score(indicator, town, seen)?;
        return Ok(Row {
            score,
            pending: false,
            shut: false,
        });
    }
    let found = seen.iter().filter(|seen| !seen.moved).count();
    let shut = gate::is_shut(&indicator.rule, found, facts);
    let mut lines = deduct::notes(seen);
    let entered = entered(indicator, facts, place, found > 0, basis)?;
    let pending = entered.is_none();
    lines.extend(entered.unwrap_or_else(|| missing(indicator)));
    let given = Points::sum(lines.iter().map(|line| line.points))?;
    let points = match indicator.family() {
        // A judgement deducts from the full points.
        Family::Judgement => indicator.full.plus(given)?,
        _ => given,
    };
    Ok(Row {
        score: IndicatorScore {
            id: Cow::Borrowed(&indicator.id),
            points,
            of: indicator.full,
            lines,
        },
        pending,
        shut,
    })
}

/// The lines while a part is missing: none, except that a judgement deducts the least.
fn missing<'a>(indicator: &Indicator) -> Vec<Line<'a>> {
    match indicator.rule {
        Rule::Judgement { least, .. } => vec![judgement::line(None, least)],
        _ => Vec::new(),
    }
}

/// The lines of the entered facts; `None` if something is missing.
fn entered<'a>(
    indicator: &'a Indicator,
    facts: &[&Fact<'a>],
    place: Option<u32>,
    found: bool,
    basis: Basis,
) -> Result<Option<Vec<Line<'a>>>, PointsOverflow> {
    match &indicator.rule {
        Rule::Bonus { .. } | Rule::Penalty { .. } => {
            return capped_lines(indicator, facts, basis).map(Some);
        }
        _ => {}
    }
    let Some(fact) = facts.first() else {
        // Without a finding a judgement deducts nothing.
        let untouched = match indicator.family() {
            Family::Judgement => !found,
            // A gate is open unless an office entered that it is shut.
            Family::Gate => true,
            _ => false,
        };
        return Ok(untouched.then(Vec::new));
    };
    let id = fact.id;
    let lines = match (&indicator.rule, &fact.kind) {
        (Rule::Judgement { .. }, FactKind::Waiver { points, .. }) => {
            vec![Line::of_fact(id, points.minus(indicator.full)?)]
        }
        (_, FactKind::Waiver { points, .. }) => vec![Line::of_fact(id, *points)],
        (Rule::Judgement { least, .. }, FactKind::Judgement(_, points)) => {
            vec![judgement::line(Some((id, *points)), *least)]
        }
        (Rule::Tier { .. }, FactKind::Tier(_, level)) => vec![tier::line(id, level)],
        (
            Rule::Coverage {
                full_coverage,
                each_station,
            },
            FactKind::Coverage(_, covered, stations),
        ) => coverage::lines(
            id,
            &coverage::Coverage {
                full: indicator.full,
                full_coverage: *full_coverage,
                each_station: *each_station,
                covered: *covered,
                stations: *stations,
            },
        )?,
        (Rule::Rank { step, .. }, kind) => {
            let place = match kind {
                FactKind::Rank(_, rank) => Some(*rank),
                _ => place,
            };
            let Some(place) = place else { return Ok(None) };
            vec![Line::of_fact(
                id,
                rank::points(indicator.full, *step, place)?,
            )]
        }
        (Rule::Metric { scale }, FactKind::Metric(_, value)) => {
            vec![Line::of_fact(
                id,
                metric::points(indicator.full, scale, *value)?,
            )]
        }
        (Rule::Gate { .. }, FactKind::Gate(..)) => vec![Line::of_fact(id, Points::ZERO)],
        (Rule::Average { months, out_of }, FactKind::Monthly(_, monthly)) => {
            let Some(points) = average::points(indicator.full, *months, *out_of, monthly)? else {
                return Ok(None);
            };
            vec![Line::of_fact(id, points)]
        }
        // Facts of another kind score nothing. Each rule is named, so that a new one is not left out.
        (
            Rule::Tier { .. }
            | Rule::Coverage { .. }
            | Rule::Deduct { .. }
            | Rule::Judgement { .. }
            | Rule::Metric { .. }
            | Rule::Gate { .. }
            | Rule::Average { .. }
            | Rule::Bonus { .. }
            | Rule::Penalty { .. },
            _,
        ) => return Ok(None),
    };
    Ok(Some(lines))
}

/// The lines of claims or records, up to the cap; the points of records are negative.
fn capped_lines<'a>(
    indicator: &'a Indicator,
    facts: &[&Fact<'a>],
    basis: Basis,
) -> Result<Vec<Line<'a>>, PointsOverflow> {
    let mut items = Vec::with_capacity(facts.len());
    for fact in facts {
        let (status, matter, worth) = match fact.kind {
            FactKind::Claim {
                matter,
                level,
                reads,
                status,
                ..
            } => (status, Some(matter), capped::claim(level, reads)?),
            FactKind::Penalty {
                level,
                points,
                status,
                ..
            } => (status, None, capped::record(level, points)),
            _ => continue,
        };
        if status.counts(basis) {
            items.push(capped::Item {
                id: fact.id.unwrap_or_default(),
                matter,
                worth,
            });
        }
    }
    let mut lines = capped::lines(&items, indicator.full.abs())?;
    if indicator.family() == Family::Penalty {
        for line in &mut lines {
            line.points = -line.points;
            line.asked = -line.asked;
        }
    }
    Ok(lines)
}
