//! 问题整改台账: the confirmed findings that must be remedied, with blank columns for following
//! them up: who, by when, the progress, and when it was completed.

use super::findings::FindingRow;
use super::format::{decimals, quarter_of};
use super::listed::{Cell, Listing};
use crate::quarter::evaluation::Evaluation;
use app::export_words::ExportWords;
use app::words_of::{fill, finder_word, form_word, method_word};
use domain::inspection::{Finding, FindingState, noted};
use std::collections::BTreeMap;

/// The ledger as a table: the confirmed ones of these findings.
pub fn ledger(evaluation: &Evaluation, rows: &[&FindingRow], words: &ExportWords) -> Listing {
    let counted = evaluation.findings.iter();
    let counted: BTreeMap<&str, FindingState> =
        counted.map(|(_, it)| (it.id.as_str(), it.state)).collect();
    let confirmed = |row: &&&FindingRow| {
        let state = counted.get(row.finding.id.to_string().as_str()).copied();
        state.unwrap_or_else(|| row.finding.state()) == FindingState::Confirmed
    };
    let heads = [
        (words.number, 36),
        (words.observed, 78),
        (words.source, 110),
        (words.fault, 316),
        (words.owing, 150),
        (words.answerable, 76),
        (words.until, 88),
        (words.mending, 76),
        (words.crossed_off, 88),
    ];
    let quarter = quarter_of(words, evaluation.quarter);
    let states = words.mending_states.split('|').map(str::to_owned);
    let rows = (1..)
        .zip(rows.iter().filter(confirmed))
        .map(|(number, row)| {
            let source = fill(
                words.source_of,
                &[
                    ("finder", &finder_word(words.language, row.visit.how.finder)),
                    ("method", &method_word(words.language, row.visit.how.method)),
                    ("form", &form_word(words.language, row.visit.how.form)),
                ],
            );
            vec![
                Cell::Count(number),
                Cell::text(row.seen_at(evaluation)),
                Cell::text(source),
                Cell::text(what(evaluation, &row.finding, words)),
                Cell::text(format!("{}\n{}", row.town, row.site.name)),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ]
        });
    Listing {
        name: words.ledger.to_owned(),
        title: fill(words.file_ledger, &[("quarter", &quarter)]),
        printed: heads.len(),
        fixed: 2,
        choices: Some((7, states.collect())),
        decimals: decimals(&evaluation.table),
        rows: rows.collect(),
        heads: heads.map(|(head, width)| (head.to_owned(), width)).into(),
    }
}

/// A finding in words: the row of the table, the fault, the note, the count.
fn what(evaluation: &Evaluation, finding: &Finding, words: &ExportWords) -> String {
    let checkpoint = finding.checkpoint.as_str();
    let known = evaluation.table.checkpoint_str(checkpoint);
    let mut text = known.map_or_else(
        || checkpoint.to_owned(),
        |(row, fault)| format!("{} {}", row.id, fault.name.zh),
    );
    let Some(content) = crate::store::project::standing(finding) else {
        return text;
    };
    if content.count > 1 {
        text.push_str(&fill(words.times, &[("count", &content.count)]));
    }
    let noted = noted(&content.phrases, &content.note, words.list_separator);
    if !noted.is_empty() {
        text.push('\n');
        text.push_str(&noted);
    }
    text
}
