//! A fault that scoring found in a fact, placed at the cell that the fact was read from.

use super::entry::Cells;
use crate::quarter::entering::FactChange;
use crate::sheets::workbook::Remark;
use domain::scoring::{CaseError, CaseFault, Item, Kind, RawFact};
use domain::table::{Amount, Table, Takes};

/// The fault of an error whose pointer leads into `changes`, which were read from `cells`; `None`
/// if it leads elsewhere.
pub(super) fn fault(
    error: &CaseError,
    changes: &[FactChange<'_>],
    cells: &[Cells],
    table: &Table,
) -> Option<Remark> {
    let rest = error.pointer.strip_prefix("/facts/")?;
    let (index, key) = rest.split_once('/').unwrap_or((rest, ""));
    let index: usize = index.parse().ok()?;
    let (fact, entry) = (changes.get(index)?.fact.as_deref()?, cells.get(index)?);
    let (code, values) = worded(key, error, fact, table);
    // A missing value is reported at the column where it belongs.
    let key = match code {
        "needs-reads" => "reads",
        "range" if key.is_empty() => "points",
        _ => key,
    };
    Some(Remark {
        place: entry.place_of(key),
        code,
        values,
    })
}

type Worded = (&'static str, Vec<(&'static str, String)>);

fn worded(key: &str, error: &CaseError, fact: &RawFact<'_>, table: &Table) -> Worded {
    let row = fact.waive.as_ref().or(fact.indicator.as_ref());
    let row = row.and_then(|id| table.indicator(id));
    let level = row.and_then(|row| {
        let id = fact.level.as_deref()?;
        row.rule.level(id)
    });
    let range = |least: &dyn ToString, most: &dyn ToString| {
        (
            "range",
            vec![("least", least.to_string()), ("most", most.to_string())],
        )
    };
    let plain = |code| (code, Vec::new());
    if error.fault == CaseFault::Second {
        return plain("second");
    }
    let takes = row.map(|row| row.family().takes());
    let kind = |item: Item| item.kind(row);
    match (key, takes) {
        ("judgement", _) => match kind(Item::Judgement) {
            Kind::NoneOr(least, most) if !fact.judgement.is_some_and(|it| it.is_zero()) => {
                let values = vec![("least", least.to_string()), ("most", most.to_string())];
                ("range-judgement", values)
            }
            _ => plain("judgement-zero"),
        },
        (key, Some(Takes::Values)) if key.starts_with("monthly/") => match kind(Item::Month(0)) {
            Kind::UpTo(most) => range(&0, &most),
            _ => refused(error),
        },
        ("showcase", _) => range(&0, &100),
        ("points", _) if fact.waive.is_some() => match row {
            Some(row) => range(&0, &row.full),
            None => range(&0, &100),
        },
        ("points" | "", Some(Takes::Records)) => {
            let whole = row.and_then(|row| row.rule.range());
            match level.map(|level| level.amount).or(whole) {
                Some(Amount::Fixed(fixed)) => ("points-fixed", vec![("points", fixed.to_string())]),
                Some(Amount::Range { least, most }) => range(&least, &most),
                None => refused(error),
            }
        }
        ("reads", _) => plain("no-reads"),
        ("", Some(Takes::Claims)) => plain("needs-reads"),
        ("metric" | "rank", _) if fact.rank == Some(0) => plain("rank-zero"),
        ("metric" | "rank", _) => plain("metric-or-rank-row"),
        ("finding", _) => plain("finding"),
        ("id", _) => plain("id-taken"),
        ("waive", _) => plain("cannot-waive"),
        _ => refused(error),
    }
}

fn refused(error: &CaseError) -> Worded {
    ("refused", vec![("why", error.reason.clone())])
}
