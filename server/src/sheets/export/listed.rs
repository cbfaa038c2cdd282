//! A table with one row of headers, as CSV and as a sheet that prints on A4.

use super::cells::{Formats, SIZE};
use super::format::{book, failed};
use super::measure::{TALLEST, needs, pieces};
use super::paper::Print;
use crate::problem::Problem;
use app::export_words::ExportWords;
use domain::points::Points;
use domain::time::Moment;
use rust_xlsxwriter::{DataValidation, Worksheet, XlsxError};

/// A cell of a plain table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A count.
    Count(u32),
    /// Points.
    Points(Points),
    /// A blank cell.
    Empty,
}

impl Cell {
    /// A cell with text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A table with one row of headers.
pub struct Listing {
    /// The name of the sheet.
    pub name: String,
    /// The title above each printed page.
    pub title: String,
    /// The headers, with the width of each column in pixels.
    pub heads: Vec<(String, u16)>,
    /// How many of the first columns are printed; the others are for programs and for reference.
    pub printed: usize,
    /// How many of the first columns identify a row.
    pub fixed: u16,
    /// The column whose cells offer a choice of words, and the words.
    pub choices: Option<(u16, Vec<String>)>,
    /// The decimals that points are shown with; cells hold them exactly.
    pub decimals: u32,
    /// The rows, each with one cell for each header.
    pub rows: Vec<Vec<Cell>>,
}

/// The byte order mark, by which spreadsheets read CSV as UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

impl Listing {
    /// CSV in UTF-8 with a byte order mark. Text that a spreadsheet would take for a formula gets a
    /// leading apostrophe.
    pub fn csv(&self) -> Result<Vec<u8>, Problem> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(BOM.to_vec());
        let heads = self.heads.iter().map(|(head, _)| plain(head));
        writer.write_record(heads).map_err(failed)?;
        for row in &self.rows {
            let cells = row.iter().map(|cell| match cell {
                Cell::Text(text) => plain(text),
                Cell::Count(count) => count.to_string(),
                Cell::Points(points) => points.to_string(),
                Cell::Empty => String::new(),
            });
            writer.write_record(cells).map_err(failed)?;
        }
        writer.into_inner().map_err(failed)
    }

    /// A workbook of one sheet.
    pub fn xlsx(&self, words: &ExportWords, made: Option<Moment>) -> Result<Vec<u8>, Problem> {
        book_of(std::slice::from_ref(self), words, made)
    }

    /// Writes the table as a sheet. Text too long for one row continues in the next.
    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        words: &ExportWords,
        formats: &Formats,
    ) -> Result<(), XlsxError> {
        sheet.set_name(&self.name)?;
        sheet.set_freeze_panes(1, self.fixed)?;
        let printed: Vec<u16> = self
            .heads
            .iter()
            .map(|it| it.1)
            .take(self.printed)
            .collect();
        let mut tallest = 0.0_f64;
        for (column, (head, width)) in (0..).zip(&self.heads) {
            sheet.set_column_width_pixels(column, u32::from(*width))?;
            sheet.write_string_with_format(0, column, head, &formats.head)?;
            tallest = tallest.max(needs(head, *width, SIZE));
        }
        sheet.set_row_height(0, tallest.min(TALLEST))?;
        let mut next = 1;
        for row in &self.rows {
            next = self.row(sheet, formats, next, row)?;
        }
        let last = next.saturating_sub(1);
        if let Some((column, choices)) = self.choices.as_ref().filter(|_| last > 0) {
            let rule = DataValidation::new().allow_list_strings(choices)?;
            sheet.add_data_validation(1, *column, last, *column, &rule)?;
        }
        let columns = u16::try_from(self.heads.len()).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, last, columns.saturating_sub(1))?;
        let print = Print {
            title: Some(&self.title),
            name: &self.title,
            heads: (0, 0),
            fixed: self.fixed,
            widths: &printed,
            last,
        };
        print.set(sheet, words)
    }

    /// Writes a row starting at line `first` of the sheet; returns the next line.
    fn row(
        &self,
        sheet: &mut Worksheet,
        formats: &Formats,
        first: u32,
        row: &[Cell],
    ) -> Result<u32, XlsxError> {
        let widths = self.heads.iter().map(|it| it.1);
        let parts = row
            .iter()
            .zip(widths)
            .zip(0..)
            .map(|((cell, width), at)| match cell {
                Cell::Text(text) if at < self.printed => pieces(text, width, SIZE),
                Cell::Text(text) => vec![text.as_str()],
                _ => Vec::new(),
            });
        let parts: Vec<Vec<&str>> = parts.collect();
        let count = parts.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for (line, piece) in (first..).zip(0..count) {
            let mut tallest = needs("", 100, SIZE);
            for (column, (cell, pieces)) in (0_u16..).zip(row.iter().zip(&parts)) {
                let is_printed = usize::from(column) < self.printed;
                let text = match is_printed {
                    true => &formats.text,
                    false => &formats.aside,
                };
                match (cell, pieces.get(piece)) {
                    (_, Some(words)) => {
                        sheet.write_string_with_format(line, column, *words, text)?;
                        let width = self.heads.get(usize::from(column)).map_or(0, |it| it.1);
                        if is_printed {
                            tallest = tallest.max(needs(words, width, SIZE));
                        }
                    }
                    (Cell::Count(count), _) if piece == 0 => {
                        sheet.write_number_with_format(line, column, *count, &formats.count)?;
                    }
                    (Cell::Points(points), _) if piece == 0 => {
                        formats.write_points(sheet, line, column, *points)?;
                    }
                    _ => drop(sheet.write_blank(line, column, text)?),
                }
            }
            sheet.set_row_height(line, tallest.min(TALLEST))?;
        }
        Ok(first.saturating_add(u32::try_from(count).unwrap_or(1)))
    }
}

/// A workbook with one sheet for each table.
pub fn book_of(
    tables: &[Listing],
    words: &ExportWords,
    made: Option<Moment>,
) -> Result<Vec<u8>, Problem> {
    let mut book = book(made)?;
    for table in tables {
        let formats = Formats::new(table.decimals);
        let sheet = book.add_worksheet();
        table.write(sheet, words, &formats).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

/// Text that no spreadsheet executes: if it begins like a formula, it gets a leading apostrophe.
/// This includes text with leading spaces, which some programs skip.
pub fn plain(text: &str) -> String {
    if is_risky(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Whether any spreadsheet would take the text for a formula.
pub fn is_risky(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_words() {
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "\r1", " =1", "＝1"] {
            assert_eq!(plain(text), format!("'{text}"));
        }
        assert_eq!(plain("缺轮椅 -1"), "缺轮椅 -1");
    }
}
