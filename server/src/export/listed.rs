//! A plain table with one row of heads, as CSV and as a workbook.

use super::cells::Formats;
use super::{as_number, failed};
use crate::problem::Problem;
use domain::points::Points;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

/// A cell of a plain table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count.
    Count(u32),
    /// Points.
    Points(Points),
    /// Nothing.
    Empty,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A plain table.
pub struct Listing {
    /// What the sheet is called.
    pub name: String,
    /// The heads, with the width of each column in digits.
    pub heads: Vec<(String, u16)>,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<Cell>>,
}

/// With it spreadsheets read CSV as UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

impl Listing {
    /// CSV in UTF-8 with a byte order mark. Words that a spreadsheet would take for a formula
    /// begin with an apostrophe.
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
    pub fn xlsx(&self) -> Result<Vec<u8>, Problem> {
        let mut book = Workbook::new();
        self.write(book.add_worksheet()).map_err(failed)?;
        book.save_to_buffer().map_err(failed)
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let formats = Formats::new();
        sheet
            .set_name(&self.name)?
            .set_landscape()
            .set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        sheet.set_freeze_panes(1, 2)?;
        for (column, (head, width)) in (0..).zip(&self.heads) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, head, &formats.head)?;
        }
        for (line, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                match cell {
                    Cell::Text(text) => {
                        sheet.write_string_with_format(line, column, text, &formats.text)?;
                    }
                    Cell::Count(count) => {
                        sheet.write_number_with_format(line, column, *count, &formats.points)?;
                    }
                    Cell::Points(points) => formats.write_points(sheet, line, column, *points)?,
                    Cell::Empty => {
                        sheet.write_blank(line, column, &formats.text)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Words that no spreadsheet runs: what begins like a formula gets an apostrophe in front, also
/// behind spaces, which some programs skip.
pub fn plain(text: &str) -> String {
    if is_risky(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Whether some spreadsheet takes a text for a formula.
pub fn is_risky(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

impl Formats {
    /// Points: a number where that is exact, else text.
    pub(super) fn write_points(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        points: Points,
    ) -> Result<(), XlsxError> {
        match as_number(points) {
            Some(number) => sheet.write_number_with_format(row, column, number, &self.points)?,
            None => {
                sheet.write_string_with_format(row, column, points.to_string(), &self.points)?
            }
        };
        Ok(())
    }
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
