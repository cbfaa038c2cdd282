//! The contents of a file in words for the report: each value with the one that it replaces.
//! Similar values share a line.

use super::form::{self, SHOWCASE, STATUSES, WAIVERS};
use crate::quarter::evaluation::Evaluation;
use crate::sheets::import::compared::Compared;
use crate::sheets::import::entry::ImportedFact;
use crate::sheets::workbook::{CellPlace, Remark, short};
use crate::store::KeptFact;
use domain::scoring::{Item, RawFact, Value};
use std::collections::BTreeMap;

/// From this many on, similar values share a line.
const ALIKE: usize = 3;
/// How many of them the line names.
const NAMED: usize = 15;

/// A fact in the words of its cells: `97.5`, `1月 90，2月 91`, `市级 · 一网通办 · 待核查`.
pub(super) fn stated(fact: &RawFact<'_>, evaluation: &Evaluation) -> String {
    let table = &evaluation.table;
    let points = || fact.points.map(|points| format!("{points} 分"));
    if fact.waive.is_some() {
        let parts = [points(), fact.reason.as_ref().map(ToString::to_string)];
        return joined(parts.into_iter().flatten(), "：");
    }
    let row = fact
        .indicator
        .as_deref()
        .and_then(|row| table.indicator(row));
    if fact.status.is_some() {
        let status = STATUSES.iter().find(|(_, it)| Some(*it) == fact.status);
        let parts = [
            row.zip(fact.level.as_deref())
                .and_then(|(row, level)| form::named_level(row, level)),
            fact.matter.as_ref().map(ToString::to_string),
            fact.reads.map(|reads| format!("阅读量 {reads}")),
            points(),
            fact.finding.as_ref().map(ToString::to_string),
            status.map(|(word, _)| (*word).to_owned()),
        ];
        return joined(parts.into_iter().flatten(), " · ");
    }
    let items = row.map_or_else(|| vec![Item::Showcase], |row| row.rule.items());
    let of = |item: &Item| Some((*item, item.of(fact)?));
    let said: Vec<(Item, Value)> = items.iter().filter_map(of).collect();
    match said.as_slice() {
        [(_, only)] => form::value_words(only, row),
        many => joined(
            many.iter().map(|(item, value)| {
                let word = form::word(*item, evaluation.quarter);
                format!("{word} {}", form::value_words(value, row))
            }),
            "，",
        ),
    }
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

/// The subject of a fact, as a line names it.
pub(super) fn subject(fact: &RawFact<'_>) -> String {
    match (&fact.waive, &fact.indicator) {
        (Some(row), _) if row == "showcase" => format!("{WAIVERS} {SHOWCASE}"),
        (Some(row), _) => format!("{WAIVERS} {row}"),
        (None, Some(row)) => row.to_string(),
        (None, None) => SHOWCASE.to_owned(),
    }
}

/// The key of values reported together: sheet, column, code and subject.
type Alike<'a> = (usize, Option<u32>, &'a str, String);

/// The report's lines on these entries, in the order of the file; similar ones share a line.
pub(super) fn lines(entries: &[(ImportedFact, Compared)], evaluation: &Evaluation) -> Vec<Remark> {
    let mut alike: BTreeMap<Alike<'_>, Vec<&(ImportedFact, Compared)>> = BTreeMap::new();
    for it in entries {
        let (CellPlace { sheet, column, .. }, code) = (it.1.place, it.1.code);
        let key = (sheet, column, code, subject(&it.0.fact));
        alike.entry(key).or_default().push(it);
    }
    let mut lines = Vec::new();
    for ((.., code, subject), all) in alike {
        let many = match code {
            "new" => "new-many",
            "unchanged" => "unchanged-many",
            _ => "",
        };
        if all.len() < ALIKE || many.is_empty() {
            lines.extend(
                all.into_iter()
                    .map(|it| line(it, subject.clone(), evaluation)),
            );
            continue;
        }
        let Some((_, first)) = all.first() else {
            continue;
        };
        let one = |(entry, _): &&(ImportedFact, Compared)| {
            let town = evaluation.name_of(&entry.fact.town);
            format!("{town} {}", short(&stated(&entry.fact, evaluation)))
        };
        let mut list = joined(all.iter().take(NAMED).map(one), "、");
        if all.len() > NAMED {
            list.push('…');
        }
        lines.push(Remark {
            place: first.place,
            code: many,
            values: vec![
                ("row", subject),
                ("n", all.len().to_string()),
                ("list", list),
            ],
        });
    }
    lines
}

fn line((entry, it): &(ImportedFact, Compared), row: String, evaluation: &Evaluation) -> Remark {
    let town = evaluation.name_of(&entry.fact.town).to_owned();
    let value = short(&stated(&entry.fact, evaluation));
    let mut values = vec![("row", row), ("town", town), ("value", value)];
    if let Some(before) = &it.before {
        let KeptFact { fact, by, at, .. } = before.as_ref();
        let fact = serde_json::from_str::<RawFact<'_>>(fact).ok();
        let words = fact.map(|fact| stated(&fact, evaluation));
        values.push(("before", short(&words.unwrap_or_default())));
        values.push(("by", by.clone()));
        values.push(("at", at.wall(' ').chars().take(16).collect()));
    }
    Remark {
        place: it.place,
        code: it.code,
        values,
    }
}
