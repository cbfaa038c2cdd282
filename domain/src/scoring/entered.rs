//! Facts in their places: what was entered for each town and row, and whether it may stand there.

use super::case::CaseError;
use super::facts::{Fact, FactKind};
use super::finding::{Basis, Finding};
use super::hashing::{Map, Set};
use super::placed::priced;
use crate::points::Points;
use crate::table::{Amount, Family, Indicator, Rule};
use std::collections::BTreeMap;

/// Decimals that an amount left to somebody's discretion may have.
const DECIMALS: u32 = 2;
/// What a showcase is out of.
const SHOWCASE: Points = Points::whole(100);

/// What was entered, by town and row.
#[derive(Debug, Default)]
pub(super) struct Entered<'f, 'a> {
    rows: Map<(&'a str, &'a str), Vec<&'f Fact<'a>>>,
    showcases: Map<&'a str, &'f Fact<'a>>,
}

impl<'f, 'a> Entered<'f, 'a> {
    /// The facts of a town's row: one, but for claims and penalties, which are in the order of
    /// their ids.
    pub(super) fn of(&self, town: &'a str, indicator: &'a str) -> &[&'f Fact<'a>] {
        self.rows.get(&(town, indicator)).map_or(&[], Vec::as_slice)
    }

    /// The town's showcase, or what counts instead.
    pub(super) fn showcase(&self, town: &'a str) -> Option<Points> {
        match self.showcases.get(town)?.kind {
            FactKind::Showcase(points) | FactKind::Waiver { points, .. } => Some(points),
            _ => None,
        }
    }
}

/// Puts facts in their places; each one that may not stand there is noted with its pointer, by
/// its place in the case, which stands before it.
pub(super) fn enter<'f, 'a>(
    facts: &'f [(usize, Fact<'a>)],
    findings: &'f [Finding<'_>],
    note: &mut dyn FnMut(CaseError),
) -> Entered<'f, 'a> {
    let mut entered = Entered::default();
    let towns_of = towns_of_priced(facts, findings);
    let mut priced = Set::default();
    // Whether the rank of a row is by metrics, as the first fact has it.
    let mut by_metric: Map<&str, bool> = Map::default();
    for (index, fact) in facts {
        let mut here = |key: &str, reason: String| {
            let slash = if key.is_empty() { "" } else { "/" };
            note(CaseError {
                pointer: format!("/facts/{index}{slash}{key}"),
                reason,
            });
        };
        check_amounts(fact, &mut here);
        match &fact.kind {
            FactKind::Showcase(_)
            | FactKind::Waiver {
                indicator: None, ..
            } => {
                let key = if matches!(fact.kind, FactKind::Showcase(_)) {
                    "showcase"
                } else {
                    "waive"
                };
                if entered.showcases.insert(fact.town, fact).is_some() {
                    here(key, format!("`{}` has a showcase already", fact.town));
                }
                continue;
            }
            FactKind::Metric(row, _) | FactKind::Rank(row, _) => {
                let metric = matches!(fact.kind, FactKind::Metric(..));
                if *by_metric.entry(row.id.as_str()).or_insert(metric) != metric {
                    let key = if metric { "metric" } else { "rank" };
                    here(
                        key,
                        format!("{} has metrics and ranks; it takes one of them", row.id),
                    );
                }
            }
            FactKind::Penalty {
                finding: Some(finding),
                ..
            } => match towns_of.get(finding) {
                None => here("finding", format!("there is no finding `{finding}`")),
                Some(town) if *town != fact.town => here(
                    "finding",
                    format!("the finding `{finding}` is of another town"),
                ),
                // Also one that was rejected: all three statuses are held to the same.
                Some(_) if !priced.insert(*finding) => here(
                    "finding",
                    format!("another penalty prices the finding `{finding}`"),
                ),
                Some(_) => {}
            },
            _ => {}
        }
        let Some(row) = row_of(&fact.kind) else {
            continue;
        };
        let place = entered
            .rows
            .entry((fact.town, row.id.as_str()))
            .or_default();
        let waiver = matches!(fact.kind, FactKind::Waiver { .. });
        if !place.is_empty() && is_single(row) {
            let what = if waiver { "waive" } else { "" };
            here(
                what,
                format!("`{}` has a fact for {} already", fact.town, row.id),
            );
        }
        place.push(fact);
    }
    for facts in entered.rows.values_mut() {
        facts.sort_by_key(|fact| fact.id);
    }
    check_nothing_found(&entered, facts, findings, note);
    entered
}

/// A row takes one fact for each town, but for claims and penalties.
fn is_single(row: &Indicator) -> bool {
    !matches!(row.family(), Family::Bonus | Family::Penalty)
}

fn row_of<'a>(kind: &FactKind<'a>) -> Option<&'a Indicator> {
    match kind {
        FactKind::Tier(row, _)
        | FactKind::Coverage(row, ..)
        | FactKind::Judgement(row, _)
        | FactKind::Metric(row, _)
        | FactKind::Rank(row, _)
        | FactKind::Monthly(row, _)
        | FactKind::Claim { indicator: row, .. }
        | FactKind::Penalty { indicator: row, .. } => Some(row),
        FactKind::Waiver { indicator, .. } => *indicator,
        FactKind::Showcase(_) => None,
    }
}

/// Amounts lie in their ranges; none is ever clamped.
fn check_amounts(fact: &Fact<'_>, here: &mut dyn FnMut(&str, String)) {
    match &fact.kind {
        FactKind::Judgement(row, points) => {
            let Rule::Judgement { least, most } = row.rule else {
                return;
            };
            if !points.is_zero() && (*points < least || *points > most) {
                here(
                    "judgement",
                    format!("{points} is neither 0 nor from {least} to {most}"),
                );
            }
            two_decimals("judgement", *points, here);
        }
        FactKind::Monthly(row, monthly) => {
            let Rule::Average { months, out_of } = row.rule else {
                return;
            };
            if monthly.len() > usize::from(months) {
                here("monthly", format!("a quarter has {months} months"));
            }
            for (month, score) in monthly.iter().enumerate() {
                outside(&format!("monthly/{month}"), *score, out_of, here);
            }
        }
        FactKind::Claim { level, reads, .. } => match (level.reads, reads) {
            (None, Some(_)) => here("reads", format!("the level `{}` has no reads", level.id)),
            (Some(_), None) => here("", "the key `reads` is missing".into()),
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
                    format!("the level fixes the points at {fixed}: none may stand beside it"),
                ),
                (Some(Amount::Range { .. }), None) => {
                    here("", "the key `points` is missing".into());
                }
                (Some(Amount::Range { least, most }), Some(points)) => {
                    if *points < least || *points > most {
                        here("points", format!("{points} is not from {least} to {most}"));
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
                    format!("{} is never missing: there is nothing to waive", row.id),
                ),
                Some(row) => outside("points", *points, row.full, here),
                None => outside("points", *points, SHOWCASE, here),
            }
            two_decimals("points", *points, here);
            if reason.trim().is_empty() {
                here("reason", "the reason is empty".into());
            }
        }
        FactKind::Tier(..) | FactKind::Coverage(..) | FactKind::Metric(..) | FactKind::Rank(..) => {
        }
    }
}

fn outside(key: &str, points: Points, most: Points, here: &mut dyn FnMut(&str, String)) {
    if points.is_negative() || points > most {
        here(key, format!("{points} is not from 0 to {most}"));
    }
}

fn two_decimals(key: &str, points: Points, here: &mut dyn FnMut(&str, String)) {
    if !points.has_decimals_at_most(DECIMALS) {
        here(key, format!("{points} has more than {DECIMALS} decimals"));
    }
}

/// The towns of the findings that penalties name. Few are: the others need no lookup.
fn towns_of_priced<'f>(
    facts: &[(usize, Fact<'f>)],
    findings: &'f [Finding<'_>],
) -> Map<&'f str, &'f str> {
    let named: Set<&str> = facts
        .iter()
        .filter_map(|(_, fact)| match fact.kind {
            FactKind::Penalty { finding, .. } => finding,
            _ => None,
        })
        .collect();
    if named.is_empty() {
        return Map::default();
    }
    let of = |finding: &'f Finding<'_>| (finding.id.as_ref(), finding.town.as_ref());
    findings
        .iter()
        .map(of)
        .filter(|(id, _)| named.contains(id))
        .collect()
}

/// A judgement of 0 says that nothing was found: no confirmed finding that counts on the row.
fn check_nothing_found<'a>(
    entered: &Entered<'_, 'a>,
    facts: &[(usize, Fact<'a>)],
    findings: &[Finding<'_>],
    note: &mut dyn FnMut(CaseError),
) {
    let mut open: BTreeMap<usize, (&str, &Indicator)> = BTreeMap::new();
    for (index, fact) in facts {
        if let FactKind::Judgement(row, points) = fact.kind
            && points.is_zero()
            && entered.of(fact.town, &row.id).len() == 1
        {
            open.insert(*index, (fact.town, row));
        }
    }
    if open.is_empty() {
        return;
    }
    let priced = priced(facts.iter().map(|(_, fact)| fact));
    let mut found: Set<(&str, &str)> = Set::default();
    for finding in findings.iter().filter(|it| it.counts(Basis::Confirmed)) {
        let row = finding.checkpoint.split_once('/').map(|(row, _)| row);
        let moved = priced.get(finding.id.as_ref());
        if let Some(row) = row
            && !moved.is_some_and(|status| status.counts(Basis::Confirmed))
        {
            found.insert((finding.town.as_ref(), row));
        }
    }
    for (index, (town, row)) in open {
        if found.contains(&(town, row.id.as_str())) {
            note(CaseError {
                pointer: format!("/facts/{index}/judgement"),
                reason: format!(
                    "0 is for where nothing was found, and {} has findings",
                    row.id
                ),
            });
        }
    }
}
