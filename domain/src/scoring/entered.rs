//! Facts in their places: what was entered for each town and row, and whether it may stand there.

use super::case::CaseError;
use super::facts::{Fact, FactKind};
use super::finding::{Basis, Finding, Status};
use crate::points::Points;
use crate::table::{Amount, Family, Indicator, Rule};
use std::collections::{HashMap, HashSet};

/// Decimals that an amount left to somebody's discretion may have.
const DECIMALS: u32 = 2;
/// What a showcase is out of.
const SHOWCASE: Points = Points::whole(100);

/// What was entered, by town and row.
#[derive(Debug, Default)]
pub(super) struct Entered<'f, 'a> {
    rows: HashMap<(&'a str, &'a str), Vec<&'f Fact<'a>>>,
    showcases: HashMap<&'a str, &'f Fact<'a>>,
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
    findings: &[Finding<'_>],
    note: &mut dyn FnMut(CaseError),
) -> Entered<'f, 'a> {
    let mut entered = Entered::default();
    let towns_of: HashMap<&str, &str> = findings
        .iter()
        .map(|finding| (finding.id.as_ref(), finding.town.as_ref()))
        .collect();
    let mut priced = HashSet::new();
    // Whether the rank of a row is by metrics, as the first fact has it.
    let mut by_metric: HashMap<&str, bool> = HashMap::new();
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
                status,
                ..
            } => match towns_of.get(finding) {
                None => here("finding", format!("there is no finding `{finding}`")),
                Some(town) if *town != fact.town => here(
                    "finding",
                    format!("the finding `{finding}` is of another town"),
                ),
                Some(_) if *status != Status::Rejected && !priced.insert(*finding) => here(
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

/// A judgement of 0 says that nothing was found.
fn check_nothing_found<'a>(
    entered: &Entered<'_, 'a>,
    facts: &[(usize, Fact<'a>)],
    findings: &[Finding<'_>],
    note: &mut dyn FnMut(CaseError),
) {
    let moved = moved(facts.iter().map(|(_, fact)| fact), Basis::Confirmed);
    for (index, fact) in facts {
        let FactKind::Judgement(row, points) = &fact.kind else {
            continue;
        };
        let found = || {
            findings.iter().any(|finding| {
                finding.town == fact.town
                    && finding.status == Status::Confirmed
                    && !moved.contains(finding.id.as_ref())
                    && row.checkpoint(&finding.checkpoint).is_some()
            })
        };
        if points.is_zero() && entered.of(fact.town, &row.id).len() == 1 && found() {
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

/// The findings that penalties price instead of their own rows, on this basis.
pub(super) fn moved<'f, 'a: 'f>(
    facts: impl Iterator<Item = &'f Fact<'a>>,
    basis: Basis,
) -> HashSet<&'a str> {
    facts
        .filter_map(|fact| match fact.kind {
            FactKind::Penalty {
                finding, status, ..
            } if status.counts(basis) => finding,
            _ => None,
        })
        .collect()
}
