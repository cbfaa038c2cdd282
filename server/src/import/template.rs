//! The file to fill, for a quarter's table and towns: a workbook, and a text file that spreadsheets
//! in China open with the right characters.

use super::filled::{Filled, Many};
use super::form::{self, CLAIMS, Column, Item, RECORDS, SHOWCASE, Subject, TOWN, VALUES, WAIVERS};
use super::notes::notes;
use crate::evaluation::Evaluation;
use crate::export::plain;
use crate::problem::Problem;
use crate::workbook::decimal;
use domain::ids::TownId;
use domain::points::Points;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// No date and no number that a spreadsheet makes of a text is longer.
const MANGLED: usize = 12;

const CLAIM: [Column; 7] = [
    Column::Town,
    Column::Row,
    Column::Matter,
    Column::Level,
    Column::Reads,
    Column::Status,
    Column::Id,
];
const RECORD: [Column; 7] = [
    Column::Town,
    Column::Row,
    Column::Level,
    Column::Points,
    Column::Finding,
    Column::Status,
    Column::Id,
];
const WAIVER: [Column; 4] = [Column::Town, Column::Row, Column::Waived, Column::Reason];

/// The workbook; with `filled` it has what stands.
///
/// # Errors
/// What is kept cannot be read, or the library cannot write it.
pub fn workbook(evaluation: &Evaluation, filled: bool) -> Result<Vec<u8>, Problem> {
    let known = Filled::of(evaluation, filled)?;
    written(evaluation, &known).map_err(Problem::internal)
}

fn written(evaluation: &Evaluation, known: &Filled<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    values(book.add_worksheet(), evaluation, known, &head)?;
    for (name, columns, many) in [
        (CLAIMS, &CLAIM[..], Many::Claims),
        (RECORDS, &RECORD, Many::Records),
        (WAIVERS, &WAIVER, Many::Waivers),
    ] {
        let sheet = book.add_worksheet();
        lines(sheet, name, columns, &head)?;
        for (line, cells) in (1..).zip(known.lines(many, columns)) {
            for (column, text) in (0..).zip(cells) {
                cell(sheet, line, column, &text)?;
            }
        }
    }
    notes(book.add_worksheet(), evaluation, known.is_filled())?;
    book.save_to_buffer()
}

fn values(
    sheet: &mut Worksheet,
    evaluation: &Evaluation,
    known: &Filled<'_>,
    head: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(VALUES)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_column_width(0, 16)?;
    sheet.write_with_format(0, 0, TOWN, head)?;
    for (line, (_, name)) in (1..).zip(&evaluation.towns) {
        sheet.write(line, 0, name.as_str())?;
    }
    for (column, (subject, item)) in (1..).zip(items(evaluation)) {
        let header = match subject {
            Subject::Row(row) => form::header(row, item, evaluation.quarter),
            Subject::Showcase => SHOWCASE.to_owned(),
        };
        sheet.set_column_width(column, 16)?;
        sheet.write_with_format(0, column, header, head)?;
        for (line, (town, _)) in (1..).zip(&evaluation.towns) {
            if let Some(text) = known.value(town, subject, item) {
                cell(sheet, line, column, &text)?;
            }
        }
    }
    Ok(())
}

/// What the sheet of values has columns for.
fn items(evaluation: &Evaluation) -> Vec<(Subject<'_>, Item)> {
    let rows = evaluation.table.indicators.iter();
    let of = rows.flat_map(|row| {
        let items = Item::of(&row.rule).into_iter();
        items.map(move |item| (Subject::Row(row), item))
    });
    of.chain([(Subject::Showcase, Item::Showcase)]).collect()
}

/// A number is written as one where the spreadsheet can hold it whole.
fn cell(sheet: &mut Worksheet, line: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && decimal(number) == text => {
            sheet.write(line, column, number)?
        }
        _ => sheet.write(line, column, text)?,
    };
    Ok(())
}

fn lines(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[Column],
    head: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    let text = Format::new().set_num_format("@");
    for (at, column) in (0..).zip(columns) {
        let width = match column {
            Column::Row | Column::Matter | Column::Reason | Column::Level => 32,
            _ => 14,
        };
        sheet.set_column_width(at, width)?;
        sheet.write_with_format(0, at, column.word(), head)?;
        if matches!(
            column,
            Column::Row | Column::Matter | Column::Id | Column::Finding
        ) {
            // Nothing that is typed there becomes a date.
            sheet.set_column_format(at, &text)?;
        }
    }
    Ok(())
}

/// The text file: UTF-8 with a mark, a line for each item of each town, and every column that a
/// claim, a record or a waiver needs; with `filled` it has what stands.
///
/// # Errors
/// What is kept cannot be read, or the library cannot write it.
pub fn text(evaluation: &Evaluation, filled: bool) -> Result<Vec<u8>, Problem> {
    let known = Filled::of(evaluation, filled)?;
    long(evaluation, &known).map_err(Problem::internal)
}

fn long(evaluation: &Evaluation, known: &Filled<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    // The stamp stands in a column that is not read.
    let stamp = match known.is_filled() {
        true => format!(
            "{}（{}）",
            form::REMARK,
            form::stamp(evaluation.quarter, evaluation.highest)
        ),
        false => form::REMARK.to_owned(),
    };
    let head = Column::ALL.map(|it| it.word().to_owned());
    writer.write_record(head.into_iter().chain([stamp]))?;
    let items = items(evaluation);
    for (town, name) in &evaluation.towns {
        for (subject, item) in &items {
            let cells = line(evaluation, known, (town, name), *subject, *item);
            writer.write_record(cells.map(harmless).into_iter().chain([String::new()]))?;
        }
    }
    for many in [Many::Claims, Many::Records, Many::Waivers] {
        for cells in known.lines(many, &Column::ALL) {
            let cells = cells.into_iter().zip(Column::ALL);
            let cells = cells.map(|(cell, column)| match column {
                Column::Id => numbered(cell),
                _ => harmless(cell),
            });
            writer.write_record(cells.chain([String::new()]))?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// Text that a spreadsheet would take for a formula begins with its sign for text.
fn harmless(text: String) -> String {
    if text.parse::<Points>().is_ok() {
        text
    } else {
        plain(&text)
    }
}

/// A number of a claim or record that a spreadsheet would take for a number or a date begins with the
/// sign for text: `'001`, `'2026-01`, `'nov-1`.
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
) -> [String; Column::ALL.len()] {
    let row = match subject {
        Subject::Row(row) => form::named(row),
        Subject::Showcase => SHOWCASE.to_owned(),
    };
    Column::ALL.map(|column| match (column, subject) {
        (Column::Town, _) => name.to_owned(),
        (Column::Row, _) => row.clone(),
        (Column::Item, Subject::Row(_)) => item.word(evaluation.quarter),
        (Column::Value, _) => known.value(town, subject, item).unwrap_or_default(),
        _ => String::new(),
    })
}
