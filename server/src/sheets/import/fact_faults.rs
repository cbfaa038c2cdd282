//! A fault that scoring found in a fact, placed at the cell that the fact was read from.

use super::entry::Cells;
use crate::quarter::entering::FactChange;
use crate::sheets::workbook::Remark;
use domain::scoring::{CaseError, CaseFault, RawFact};
use domain::table::{Amount, Rule, Table};

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
    match (key, row.map(|row| &row.rule)) {
        ("judgement", Some(Rule::Judgement { least, most }))
            if !fact.judgement.is_some_and(|it| it.is_zero()) =>
        {
            let values = vec![("least", least.to_string()), ("most", most.to_string())];
            ("range-judgement", values)
        }
        ("judgement", _) => plain("judgement-zero"),
        (key, Some(Rule::Average { out_of, .. })) if key.starts_with("monthly/") => {
            range(&0, out_of)
        }
        ("showcase", _) => range(&0, &100),
        ("points", _) if fact.waive.is_some() => match row {
            Some(row) => range(&0, &row.full),
            None => range(&0, &100),
        },
        ("points" | "", Some(Rule::Penalty { range: whole, .. })) => {
            match level.map(|level| level.amount).or(*whole) {
                Some(Amount::Fixed(fixed)) => ("points-fixed", vec![("points", fixed.to_string())]),
                Some(Amount::Range { least, most }) => range(&least, &most),
                None => refused(error),
            }
        }
        ("reads", _) => plain("no-reads"),
        ("", Some(Rule::Bonus { .. })) => plain("needs-reads"),
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
