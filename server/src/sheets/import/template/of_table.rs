//! The items that a template lists.

use crate::quarter::evaluation::Evaluation;
use crate::sheets::import::form::Subject;
use domain::scoring::Item;

/// The columns of the sheet of values.
pub(super) fn items(evaluation: &Evaluation) -> Vec<(Subject<'_>, Item)> {
    let rows = evaluation.table.indicators.iter();
    let of = rows.flat_map(|row| {
        let items = row.rule.items().into_iter();
        items.map(move |item| (Subject::Row(row), item))
    });
    of.chain([(Subject::Showcase, Item::Showcase)]).collect()
}
