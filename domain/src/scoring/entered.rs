//! Facts in their places: what was entered for each town and row, and whether it may stand there.

use super::amounts;
use super::case::CaseError;
use super::facts::{Fact, FactKind};
use super::finding::{Basis, Finding};
use super::hashing::{Map, Set};
use super::placed::priced;
use crate::points::Points;
use crate::table::{Family, Indicator};
use std::collections::BTreeMap;

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
        amounts::check(fact, &mut here);
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
