//! The template for a quarter's table and towns, as a workbook and as a text file.

mod choices;
mod of_table;
mod text;

pub use text::text;

use self::of_table::items;
use super::filled::Filled;
use super::form::Many;
use super::form::{self, CLAIMS, FactColumn, RECORDS, SHOWCASE, Subject, TOWN, VALUES, WAIVERS};
use super::looks::{self, Looks};
use super::notes::notes;
use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use crate::sheets::workbook::decimal;
use choices::{Choices, bounded};
use domain::scoring::Kind;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// The width of a column of values, in characters.
const VALUE: f64 = 14.0;

const CLAIM: [FactColumn; 7] = [
    FactColumn::Town,
    FactColumn::Row,
    FactColumn::Matter,
    FactColumn::Level,
    FactColumn::Reads,
    FactColumn::Status,
    FactColumn::Id,
];
const RECORD: [FactColumn; 7] = [
    FactColumn::Town,
    FactColumn::Row,
    FactColumn::Level,
    FactColumn::Points,
    FactColumn::Finding,
    FactColumn::Status,
    FactColumn::Id,
];
const WAIVER: [FactColumn; 4] = [
    FactColumn::Town,
    FactColumn::Row,
    FactColumn::Waived,
    FactColumn::Reason,
];

/// The workbook; with `filled` it holds the current facts.
///
/// # Errors
/// Stored data cannot be read, or the library cannot write the workbook.
pub fn workbook(evaluation: &Evaluation, filled: bool) -> Result<Vec<u8>, Problem> {
    let known = Filled::of(evaluation, filled)?;
    written(evaluation, &known).map_err(Problem::internal)
}

fn written(evaluation: &Evaluation, known: &Filled<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let looks = Looks::new();
    let choices = Choices::of(evaluation);
    values(book.add_worksheet(), evaluation, known, &choices, &looks)?;
    for (name, columns, many) in [
        (CLAIMS, &CLAIM[..], Many::Claims),
        (RECORDS, &RECORD, Many::Records),
        (WAIVERS, &WAIVER, Many::Waivers),
    ] {
        let sheet = book.add_worksheet();
        lines(sheet, name, columns, many, &looks)?;
        choices.offer(sheet, columns, many)?;
        for (line, cells) in (1..).zip(known.lines(many, columns)) {
            let wide = cells.iter().zip(columns);
            let wide = wide.map(|(text, column)| (text.as_str(), width(*column)));
            sheet.set_row_height(line, looks::height(wide))?;
            for ((at, column), text) in (0..).zip(columns).zip(&cells) {
                cell(sheet, (line, at), text, looks.entry(*column))?;
            }
        }
    }
    notes(book.add_worksheet(), evaluation, known.is_filled())?;
    choices.write(book.add_worksheet())?;
    book.save_to_buffer()
}

fn values(
    sheet: &mut Worksheet,
    evaluation: &Evaluation,
    known: &Filled<'_>,
    choices: &Choices,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name(VALUES)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_column_width(0, 27)?;
    sheet.write_with_format(0, 0, TOWN, &looks.head)?;
    let mut tallest: f64 = 0.0;
    for (line, (_, name)) in (1..).zip(&evaluation.towns) {
        sheet.write_with_format(line, 0, name.as_str(), &looks.name)?;
    }
    let last = u32::try_from(evaluation.towns.len()).unwrap_or(u32::MAX);
    for (column, (subject, item)) in (1..).zip(items(evaluation)) {
        let header = match subject {
            Subject::Row(row) => form::header(row, item, evaluation.quarter),
            Subject::Showcase => SHOWCASE.to_owned(),
        };
        let header = format!("{header}{}", form::unit(subject, item));
        tallest = tallest.max(looks::height([(header.as_str(), VALUE)]));
        sheet.set_column_width(column, VALUE)?;
        sheet.write_with_format(0, column, header, &looks.head)?;
        for (line, (town, _)) in (1..).zip(&evaluation.towns) {
            let text = known.value(town, subject, item).unwrap_or_default();
            cell(sheet, (line, column), &text, &looks.value)?;
        }
        let allowed = match (item.kind(subject.row()), subject) {
            (Kind::Level(_), Subject::Row(row)) => choices.tiers(row)?,
            (Kind::Truth, _) => Some(choices::yes_no()?),
            _ => bounded(subject, item)?,
        };
        if let Some(allowed) = allowed.filter(|_| last > 0) {
            sheet.add_data_validation(1, column, last, column, &allowed)?;
        }
    }
    sheet.set_row_height(0, tallest)?;
    looks::page(sheet)?;
    // The columns do not fit on one page, so each page repeats the towns.
    sheet.set_repeat_columns(0, 0)?.set_print_scale(80);
    Ok(())
}

/// A number is written as a number if the spreadsheet can hold it exactly.
fn cell(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    text: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    match text.parse::<f64>() {
        _ if text.is_empty() => sheet.write_blank(line, column, look)?,
        Ok(number) if number.is_finite() && decimal(number) == text => {
            sheet.write_with_format(line, column, number, look)?
        }
        _ => sheet.write_with_format(line, column, text, look)?,
    };
    Ok(())
}

fn lines(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[FactColumn],
    many: Many,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_row_height(0, 20)?;
    for (at, column) in (0..).zip(columns) {
        sheet.set_column_width(at, width(*column))?;
        let words = format!("{}{}", column.word(), form::column_unit(*column, many));
        sheet.write_with_format(0, at, words, &looks.head)?;
        // Every line below may be filled in.
        sheet.set_column_format(at, looks.entry(*column))?;
    }
    looks::page(sheet)?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The width of a column in which lines are filled in, in characters.
fn width(column: FactColumn) -> f64 {
    match column {
        FactColumn::Row | FactColumn::Matter | FactColumn::Reason | FactColumn::Level => 32.0,
        // Numbers that the server gives have 36 characters.
        FactColumn::Finding | FactColumn::Id => 38.0,
        FactColumn::Town => 27.0,
        _ => 14.0,
    }
}
