//! Findings in their places: by town and row, in the order in which they are taken.

use super::case::Case;
use super::deduct::{self, Seen};
use super::facts::{Fact, FactKind};
use super::finding::{Basis, Status};
use super::hashing::Map;
use crate::table::{Checkpoint, Table};

/// The findings that count on some basis, by town and row.
pub(super) struct Placed<'a> {
    rows: Vec<Vec<Found<'a>>>,
    width: usize,
}

/// A finding, and what became of the penalty that prices it.
struct Found<'a> {
    seen: Seen<'a>,
    priced: Option<Status>,
}

impl<'a> Placed<'a> {
    /// Sorts out the findings of a case that was checked. Both bases read from it, so that a
    /// million findings are looked up and put in order once.
    pub(super) fn of(
        case: &'a Case<'_>,
        table: &'a Table,
        towns: &[&str],
        facts: &[(usize, Fact<'a>)],
    ) -> Self {
        let width = table.indicators.len();
        let checkpoints = by_checkpoint(table);
        let of_town: Map<&str, usize> = towns.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        let priced = priced(facts.iter().map(|(_, fact)| fact));
        let mut rows: Vec<Vec<Found<'a>>> = Vec::new();
        rows.resize_with(towns.len() * width, Vec::new);
        let all = case.findings.iter();
        for finding in all.filter(|finding| finding.counts(Basis::Provisional)) {
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
                    priced: priced.get(finding.id.as_ref()).copied(),
                });
            }
        }
        for list in &mut rows {
            list.sort_unstable_by(|a, b| deduct::order(&a.seen, &b.seen));
        }
        Self { rows, width }
    }

    /// The findings of a town's row that count on this basis, by the places of both.
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

/// Row and checkpoint by the checkpoint's id.
fn by_checkpoint(table: &Table) -> Map<&str, (usize, &Checkpoint)> {
    let rows = table.indicators.iter().enumerate();
    rows.flat_map(|(row, indicator)| {
        let of_row = indicator.checkpoints.iter();
        of_row.map(move |checkpoint| (checkpoint.id.as_str(), (row, checkpoint)))
    })
    .collect()
}

/// The findings that penalties price instead of their own rows, with the penalty's status. One
/// that was rejected prices nothing.
pub(super) fn priced<'f, 'a: 'f>(
    facts: impl Iterator<Item = &'f Fact<'a>>,
) -> Map<&'a str, Status> {
    facts
        .filter_map(|fact| match fact.kind {
            FactKind::Penalty {
                finding: Some(finding),
                status,
                ..
            } if status != Status::Rejected => Some((finding, status)),
            _ => None,
        })
        .collect()
}
