//! The template as text, in an encoding that Chinese spreadsheets read correctly.

use super::of_table::items;
use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use crate::sheets::export::plain;
use crate::sheets::import::filled::Filled;
use crate::sheets::import::form::Many;
use crate::sheets::import::form::{self, FactColumn, SHOWCASE, Subject};
use domain::ids::TownId;
use domain::points::Points;
use domain::scoring::Item;

/// The longest text that a spreadsheet turns into a date or a number.
const MANGLED: usize = 12;

/// The text file: UTF-8 with a byte order mark, a line for each item of each town, and every column
/// that a claim, a record or a waiver needs. With `filled` it holds the current facts.
///
/// # Errors
/// Stored data cannot be read, or the library cannot write the file.
pub fn text(evaluation: &Evaluation, filled: bool) -> Result<Vec<u8>, Problem> {
    let known = Filled::of(evaluation, filled)?;
    long(evaluation, &known).map_err(Problem::internal)
}

fn long(evaluation: &Evaluation, known: &Filled<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    // The stamp is in the header of a column that is not read.
    let stamp = match known.is_filled() {
        true => format!(
            "{}（{}）",
            form::REMARK,
            form::stamp(evaluation.quarter, evaluation.highest)
        ),
        false => form::REMARK.to_owned(),
    };
    let head = FactColumn::ALL.map(|it| it.word().to_owned());
    writer.write_record(head.into_iter().chain([stamp]))?;
    let items = items(evaluation);
    for (town, name) in &evaluation.towns {
        for (subject, item) in &items {
            let cells = line(evaluation, known, (town, name), *subject, *item);
            writer.write_record(cells.map(harmless).into_iter().chain([String::new()]))?;
        }
    }
    for many in [Many::Claims, Many::Records, Many::Waivers] {
        for cells in known.lines(many, &FactColumn::ALL) {
            let cells = cells.into_iter().zip(FactColumn::ALL);
            let cells = cells.map(|(cell, column)| match column {
                FactColumn::Id => numbered(cell),
                _ => harmless(cell),
            });
            writer.write_record(cells.chain([String::new()]))?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// Puts an apostrophe, the sign for text, before text that a spreadsheet would take for a formula.
fn harmless(text: String) -> String {
    if text.parse::<Points>().is_ok() {
        text
    } else {
        plain(&text)
    }
}

/// Puts an apostrophe before a number of a claim or record that a spreadsheet would take for a
/// number or a date: `'001`, `'2026-01`, `'nov-1`.
fn numbered(id: String) -> String {
    let mangled = id.len() <= MANGLED && id.bytes().any(|byte| byte.is_ascii_digit());
    if mangled { format!("'{id}") } else { id }
}

/// A town's line for an item.
fn line(
    evaluation: &Evaluation,
    known: &Filled<'_>,
    (town, name): (&TownId, &str),
    subject: Subject<'_>,
    item: Item,
) -> [String; FactColumn::ALL.len()] {
    let row = match subject {
        Subject::Row(row) => form::named(row),
        Subject::Showcase => SHOWCASE.to_owned(),
    };
    FactColumn::ALL.map(|column| match (column, subject) {
        (FactColumn::Town, _) => name.to_owned(),
        (FactColumn::Row, _) => row.clone(),
        (FactColumn::Item, Subject::Row(_)) => form::word(item, evaluation.quarter),
        (FactColumn::Value, _) => known.value(town, subject, item).unwrap_or_default(),
        _ => String::new(),
    })
}
