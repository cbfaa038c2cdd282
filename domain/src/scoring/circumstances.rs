//! What some rows need to know of a town's visits beyond their findings.

use super::fault::CaseFault;
use super::finding::Finding;
use super::hashing::{Map, Set};
use super::town::Town;
use crate::table::{Across, Rule, Table};

/// Checks `sites` and `not_applicable` of each town. A row that takes the mean of sites needs
/// `sites`; a checkpoint with a finding cannot be in `not_applicable`.
pub(super) fn check(
    towns: &[Town<'_>],
    all: &[Finding<'_>],
    table: &Table,
    note: &mut impl FnMut(String, CaseFault, String),
) {
    let with_mean = rows_with_mean(table);
    let says = |town: &Town<'_>| town.sites.is_some() || !town.not_applicable.is_empty();
    if with_mean.is_empty() && !towns.iter().any(says) {
        return;
    }
    let mut sites: Map<&str, Set<&str>> = Map::default();
    let mut found: Set<(&str, &str)> = Set::default();
    for finding in all {
        let (town, checkpoint) = (finding.town.as_ref(), finding.checkpoint.as_ref());
        found.insert((town, checkpoint));
        let row = checkpoint.split_once('/').map(|(row, _)| row);
        if row.is_some_and(|row| with_mean.contains(row)) {
            sites.entry(town).or_default().insert(finding.site.as_ref());
        }
    }
    for (index, town) in towns.iter().enumerate() {
        let found_at = sites.get(town.id.as_ref()).map_or(0, Set::len);
        match town.sites {
            None if !with_mean.is_empty() => note(
                format!("/towns/{index}"),
                CaseFault::Missing,
                "the key `sites` is missing: a row takes the mean of the sites".into(),
            ),
            Some(sites) if usize::try_from(sites).is_ok_and(|it| it < found_at) => note(
                format!("/towns/{index}/sites"),
                CaseFault::Range,
                format!("there are findings at {found_at} sites, and {sites} were visited"),
            ),
            _ => {}
        }
        for (at, checkpoint) in town.not_applicable.iter().enumerate() {
            let reason = if table.checkpoint_str(checkpoint).is_none() {
                format!("the table has no checkpoint `{checkpoint}`")
            } else if found.contains(&(town.id.as_ref(), checkpoint.as_ref())) {
                format!("`{checkpoint}` applies: there is a finding of it")
            } else {
                continue;
            };
            let pointer = format!("/towns/{index}/not_applicable/{at}");
            note(pointer, CaseFault::Misplaced, reason);
        }
    }
}

fn rows_with_mean(table: &Table) -> Set<&str> {
    let takes_mean = |rule: &Rule| {
        matches!(
            rule,
            Rule::Deduct {
                across: Across::Mean,
                ..
            }
        )
    };
    let rows = table.indicators.iter().filter(|it| takes_mean(&it.rule));
    rows.map(|it| it.id.as_str()).collect()
}
