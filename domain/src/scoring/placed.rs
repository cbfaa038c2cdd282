//! Findings by town and row, in the order in which they deduct.

use super::case::Case;
use super::deduct::{self, Seen};
use super::entered::Entered;
use super::finding::{Basis, Status};
use super::hashing::Map;
use crate::table::{Checkpoint, Table};

/// The findings that count on either basis, by town and row.
pub(super) struct Placed<'a> {
    rows: Vec<Vec<Found<'a>>>,
    width: usize,
}

/// A finding, with the status of the record that prices it.
struct Found<'a> {
    seen: Seen<'a>,
    priced: Option<Status>,
}

impl<'a> Placed<'a> {
    /// Sorts the findings of a checked case. Both bases use the result, so that a million findings
    /// are looked up and sorted once.
    pub(super) fn of(
        case: &'a Case<'_>,
        table: &'a Table,
        towns: &[&str],
        entered: &Entered<'_, 'a>,
    ) -> Self {
        let width = table.indicators.len();
        let checkpoints = by_checkpoint(table);
        let of_town: Map<&str, usize> = towns.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        let mut rows: Vec<Vec<Found<'a>>> = Vec::new();
        rows.resize_with(towns.len() * width, Vec::new);
        let all = case.findings.iter().enumerate();
        for (index, finding) in all.filter(|(_, it)| it.counts(Basis::Provisional)) {
            let place = of_town
                .get(finding.town.as_ref())
                .zip(checkpoints.get(finding.checkpoint.as_ref()));
            if let Some((town, (row, checkpoint))) = place
                && let Some(list) = rows.get_mut(town * width + row)
            {
                list.push(Found {
                    seen: Seen {
                        finding,
                        checkpoint,
                        moved: finding.moved,
                    },
                    priced: entered.priced(index),
                });
            }
        }
        for list in &mut rows {
            list.sort_unstable_by(|a, b| deduct::order(&a.seen, &b.seen));
        }
        Self { rows, width }
    }

    /// The findings of a town's row that count on `basis`, by the indices of town and row.
    pub(super) fn seen(&self, town: usize, row: usize, basis: Basis) -> Vec<Seen<'a>> {
        let list = self.rows.get(town * self.width + row);
        let counts = |found: &&Found<'a>| found.seen.finding.counts(basis);
        let on_basis = |found: &Found<'a>| Seen {
            moved: found.seen.moved || found.priced.is_some_and(|status| status.counts(basis)),
            ..found.seen
        };
        list.into_iter()
            .flatten()
            .filter(counts)
            .map(on_basis)
            .collect()
    }
}

/// The row's index and the checkpoint, by the checkpoint's id.
fn by_checkpoint(table: &Table) -> Map<&str, (usize, &Checkpoint)> {
    let rows = table.indicators.iter().enumerate();
    rows.flat_map(|(row, indicator)| {
        let of_row = indicator.checkpoints.iter();
        of_row.map(move |checkpoint| (checkpoint.id.as_str(), (row, checkpoint)))
    })
    .collect()
}
