//! Facts by town and row, and checks whether each may be there.

use super::amounts;
use super::facts::{Fact, FactKind};
use super::fault::{CaseError, CaseFault};
use super::finding::{Basis, Finding, Status};
use super::hashing::{Map, Set};
use crate::points::Points;
use crate::table::Indicator;
use std::collections::BTreeMap;

/// The facts that were entered, by town and row.
#[derive(Debug, Default)]
pub(super) struct Entered<'f, 'a> {
    rows: Map<(&'a str, &'a str), Vec<&'f Fact<'a>>>,
    showcases: Map<&'a str, &'f Fact<'a>>,
    /// The status of the record that prices a finding, by the finding's index in the case.
    priced: Map<usize, Status>,
}

impl<'f, 'a> Entered<'f, 'a> {
    /// The facts of a town's row: at most one, except claims and records, which are in the order of
    /// their ids.
    pub(super) fn of(&self, town: &'a str, indicator: &'a str) -> &[&'f Fact<'a>] {
        self.rows.get(&(town, indicator)).map_or(&[], Vec::as_slice)
    }

    /// The status of the record that prices a finding instead of its own row, by the finding's
    /// index in the case. A rejected record prices nothing.
    pub(super) fn priced(&self, finding: usize) -> Option<Status> {
        self.priced.get(&finding).copied()
    }

    /// The town's showcase, or its waiver.
    pub(super) fn showcase(&self, town: &'a str) -> Option<Points> {
        match self.showcases.get(town)?.kind {
            FactKind::Showcase(points) | FactKind::Waiver { points, .. } => Some(points),
            _ => None,
        }
    }
}

/// Sorts facts by town and row. Each comes with its index in the case; every fact that is not
/// allowed is noted with its pointer.
pub(super) fn enter<'f, 'a>(
    facts: &'f [(usize, Fact<'a>)],
    findings: &'f [Finding<'_>],
    note: &mut dyn FnMut(CaseError),
) -> Entered<'f, 'a> {
    let mut entered = Entered::default();
    let named = named_by_penalties(facts, findings);
    let mut priced = Set::default();
    // Whether a row ranks by metrics, decided by its first fact.
    let mut by_metric: Map<&str, bool> = Map::default();
    for (index, fact) in facts {
        let mut here = |key: &str, fault: CaseFault, reason: String| {
            let slash = if key.is_empty() { "" } else { "/" };
            note(CaseError {
                pointer: format!("/facts/{index}{slash}{key}"),
                fault,
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
                    here(
                        key,
                        CaseFault::Second,
                        format!("`{}` has a showcase already", fact.town),
                    );
                }
                continue;
            }
            FactKind::Metric(row, _) | FactKind::Rank(row, _) => {
                let metric = matches!(fact.kind, FactKind::Metric(..));
                if *by_metric.entry(row.id.as_str()).or_insert(metric) != metric {
                    let key = if metric { "metric" } else { "rank" };
                    here(
                        key,
                        CaseFault::BothMetricAndRank,
                        format!("{} has metrics and ranks; it takes one of them", row.id),
                    );
                }
            }
            FactKind::Penalty {
                finding: Some(finding),
                status,
                ..
            } => match named.get(finding) {
                None => here(
                    "finding",
                    CaseFault::UnknownFinding,
                    format!("there is no finding `{finding}`"),
                ),
                Some((_, town)) if *town != fact.town => here(
                    "finding",
                    CaseFault::OtherTown,
                    format!("the finding `{finding}` is of another town"),
                ),
                // Rejected records too: all three statuses are checked alike.
                Some(_) if !priced.insert(*finding) => here(
                    "finding",
                    CaseFault::PricedTwice,
                    format!("another penalty prices the finding `{finding}`"),
                ),
                Some(_) if *status == Status::Rejected => {}
                Some((place, _)) => {
                    entered.priced.insert(*place, *status);
                }
            },
            _ => {}
        }
        let Some(row) = fact.kind.row() else {
            continue;
        };
        let place = entered
            .rows
            .entry((fact.town, row.id.as_str()))
            .or_default();
        let waiver = matches!(fact.kind, FactKind::Waiver { .. });
        if !place.is_empty() && !row.family().takes().any_number() {
            let what = if waiver { "waive" } else { "" };
            here(
                what,
                CaseFault::Second,
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

/// The findings that records name, each with its index in the case and its town.
fn named_by_penalties<'f>(
    facts: &[(usize, Fact<'f>)],
    findings: &'f [Finding<'_>],
) -> Map<&'f str, (usize, &'f str)> {
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
    let all = findings.iter().enumerate();
    all.filter(|(_, finding)| named.contains(finding.id.as_ref()))
        .map(|(place, finding)| (finding.id.as_ref(), (place, finding.town.as_ref())))
        .collect()
}

/// Notes every judgement of 0 whose row has a confirmed finding that is not moved.
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
    let mut found: Set<(&str, &str)> = Set::default();
    for (place, finding) in findings.iter().enumerate() {
        let moved = entered.priced(place);
        if finding.counts(Basis::Confirmed)
            && !moved.is_some_and(|status| status.counts(Basis::Confirmed))
            && let Some((row, _)) = finding.checkpoint.split_once('/')
        {
            found.insert((finding.town.as_ref(), row));
        }
    }
    for (index, (town, row)) in open {
        if found.contains(&(town, row.id.as_str())) {
            note(CaseError {
                pointer: format!("/facts/{index}/judgement"),
                fault: CaseFault::HasFindings,
                reason: format!(
                    "0 is for where nothing was found, and {} has findings",
                    row.id
                ),
            });
        }
    }
}
