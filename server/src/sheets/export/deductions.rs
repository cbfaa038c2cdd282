//! 扣分明细单: a town's deductions, line by line: the row and its words, time and place, the
//! points, the points left in the row, and the photos as proof. It is made from the town's card, so
//! it contains nothing that the town may not see.

mod line;

use super::cells::{Formats, SIZE, merged, write_number};
use super::format::{book, decimals, failed, price, quarter_of};
use super::measure::{needs, pieces};
use super::pages::{Span, begin, lay_out, spans};
use super::paper::{HEAD, HEADS, LINE, Print, SPARE, TITLE, page_height};
use crate::problem::Problem;
use app::api::town::Scorecard;
use app::export_words::ExportWords;
use app::words_of::fill;
use domain::inspection::FindingState;
use domain::points::Points;
use domain::table::Table;
use domain::time::Moment;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The widths in pixels: 序号, 指标, 依据原文, 时间, 检查对象, 问题, 扣分, 累计, 剩余, 证据.
const WIDTHS: [u16; 10] = [32, 96, 236, 76, 108, 216, 48, 48, 48, 138];
const LAST: u16 = 9;
/// How many digits of a hash are printed: enough to find the photo.
const DIGITS: usize = 16;

/// A line of the sheet.
struct Deduction {
    /// Its row of the table, as an index into the rows with deductions.
    row: usize,
    when: String,
    site: String,
    what: String,
    points: Points,
    /// The row's deductions so far, and the points left.
    taken: Points,
    left: Points,
    proof: String,
}

/// A row of the table with deductions.
struct Lost {
    name: String,
    standard: String,
}

struct Sheet<'a> {
    words: &'a ExportWords,
    rows: Vec<Lost>,
    lines: Vec<Deduction>,
    sum: Points,
    waiting: usize,
    decimals: u32,
}

/// A town's sheet.
pub fn deduction_workbook(
    card: &Scorecard,
    table: &Table,
    words: &ExportWords,
    made: Option<Moment>,
) -> Result<Vec<u8>, Problem> {
    let told = Sheet::of(card, table, words)?;
    let mut book = book(made)?;
    let sheet = book.add_worksheet();
    told.write(sheet, card).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

impl<'a> Sheet<'a> {
    fn of(card: &Scorecard, table: &Table, words: &'a ExportWords) -> Result<Self, Problem> {
        let mut told = Self {
            words,
            rows: Vec::new(),
            lines: Vec::new(),
            sum: Points::ZERO,
            waiting: 0,
            decimals: decimals(table),
        };
        for indicator in &table.indicators {
            let mut lines = Vec::new();
            let found = card.rows.iter().find(|row| row.line.id == indicator.id);
            for line in found.map_or(&[][..], |row| row.deductions.as_slice()) {
                if line.state == FindingState::Confirmed {
                    lines.push(told.found(line));
                } else {
                    told.waiting += 1;
                }
            }
            lines.extend(told.zeroed(indicator.full, found, &lines)?);
            let entered = card.entered.iter();
            let entered = entered.filter(|row| row.column.id == indicator.id);
            for line in entered.flat_map(|row| &row.lines) {
                if line.exact.is_negative() {
                    lines.push(told.entered(line));
                }
            }
            if lines.is_empty() {
                continue;
            }
            let full = indicator.full.abs();
            told.rows.push(Lost {
                name: fill(
                    words.row_of,
                    &[
                        ("id", &indicator.id),
                        ("name", &indicator.name.zh),
                        ("points", &price(table, full)),
                    ],
                ),
                standard: fill(
                    words.standard_of,
                    &[
                        ("standard", &indicator.standard),
                        ("citation", &indicator.citation),
                    ],
                ),
            });
            let mut taken = Points::ZERO;
            for line in &mut lines {
                taken = taken.plus(line.points).map_err(Problem::internal)?;
                line.row = told.rows.len() - 1;
                line.taken = taken;
                line.left = full.minus(taken).map_err(Problem::internal)?;
            }
            told.sum = told.sum.plus(taken).map_err(Problem::internal)?;
            told.lines.append(&mut lines);
        }
        Ok(told)
    }

    fn write(&self, sheet: &mut Worksheet, card: &Scorecard) -> Result<(), XlsxError> {
        let (words, formats) = (self.words, Formats::new(self.decimals));
        sheet.set_name(words.deductions)?;
        for (column, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width_pixels(column, u32::from(width))?;
        }
        let quarter = quarter_of(words, card.quarter);
        let title = fill(words.file_deductions, &[("quarter", &quarter)]);
        sheet.merge_range(0, 0, 0, LAST, &title, &formats.title)?;
        sheet.set_row_height(0, TITLE)?;
        let line = fill(
            words.deductions_line,
            &[
                ("town", &card.town_name),
                ("table", &card.table_name),
                ("document", &card.document),
            ],
        );
        sheet.merge_range(1, 0, 1, LAST, &line, &formats.subtitle)?;
        sheet.set_row_height(1, LINE)?;
        let heads = [
            words.number,
            words.row,
            words.standard_verbatim,
            words.observed,
            words.site,
            words.fault,
            words.deduction,
            words.taken,
            words.left,
            words.proof,
        ];
        for (column, head) in (0..).zip(heads) {
            sheet.write_string_with_format(HEAD, column, head, &formats.head)?;
        }
        sheet.set_row_height(HEAD, HEADS)?;
        sheet.set_freeze_panes(HEAD + 1, 2)?;
        let next = self.lines(sheet, &formats)?;
        let last = self.end(sheet, &formats, next)?;
        let name = format!("{} {title}", card.town_name);
        let print = Print {
            title: None,
            name: &name,
            heads: (HEAD, HEAD),
            fixed: 2,
            widths: &WIDTHS,
            last,
        };
        print.set(sheet, words)
    }

    /// The wrapped texts of a line, with the widths of their columns.
    fn texts(line: &Deduction) -> [(u16, &str); 4] {
        [
            (3, line.when.as_str()),
            (4, line.site.as_str()),
            (5, line.what.as_str()),
            (9, line.proof.as_str()),
        ]
    }

    /// Writes the lines; returns the next row of the sheet.
    fn lines(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<u32, XlsxError> {
        // A line too long for one row of the sheet continues in the next row, without figures.
        let mut rows: Vec<(usize, usize)> = Vec::new();
        let mut heights = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let parts = Self::texts(line)
                .map(|(column, text)| pieces(text, WIDTHS[usize::from(column)], SIZE));
            let count = parts.iter().map(Vec::len).max().unwrap_or(1);
            for part in 0..count {
                let tallest = parts
                    .iter()
                    .zip(Self::texts(line))
                    .map(|(pieces, (column, _))| {
                        let text = pieces.get(part).copied().unwrap_or_default();
                        needs(text, WIDTHS[usize::from(column)], SIZE)
                    });
                heights.push((tallest.fold(LINE, f64::max), line.row));
                rows.push((at, part));
            }
        }
        let keys: Vec<usize> = heights.iter().map(|it| it.1).collect();
        let columns = [keys.clone(), keys.clone()];
        let room = page_height() - HEADS - SPARE;
        let needed = |column: usize, span: &Span| self.needed(column, span, &keys);
        let (pages, heights) = lay_out(&heights, &columns, needed, room - TITLE - LINE, room);
        let line = |at: usize| HEAD + 1 + u32::try_from(at).unwrap_or(u32::MAX / 2);
        for (at, ((of, part), height)) in rows.iter().zip(&heights).enumerate() {
            let Some(told) = self.lines.get(*of) else {
                continue;
            };
            let row = line(at);
            sheet.set_row_height(row, *height)?;
            for (column, text) in Self::texts(told) {
                let pieces = pieces(text, WIDTHS[usize::from(column)], SIZE);
                let text = pieces.get(*part).copied().unwrap_or_default();
                sheet.write_string_with_format(row, column, text, &formats.text)?;
            }
            let figures = [(6, told.points), (7, told.taken), (8, told.left)];
            if *part == 0 {
                let number = u32::try_from(of + 1).unwrap_or(u32::MAX);
                sheet.write_number_with_format(row, 0, number, &formats.count)?;
                for (column, points) in figures {
                    formats.write_points(sheet, row, column, points)?;
                }
            } else {
                for column in [0, 6, 7, 8] {
                    sheet.write_blank(row, column, &formats.text)?;
                }
            }
        }
        for span in spans(&keys, &pages) {
            let lost = keys
                .get(span.rows.start)
                .and_then(|key| self.rows.get(*key));
            let Some(lost) = lost else { continue };
            let (first, last) = (line(span.rows.start), line(span.rows.end.saturating_sub(1)));
            for (column, text) in [(1, &lost.name), (2, &lost.standard)] {
                let text = self.on_page(text, column, &span);
                merged(sheet, (first, last), (column, column), &text, &formats.text)?;
            }
        }
        let breaks: Vec<u32> = begin(&pages).into_iter().map(line).collect();
        sheet.set_page_breaks(&breaks)?;
        Ok(line(rows.len()))
    }

    /// The text of a cell that spans rows, marked as continued if it began on an earlier page.
    fn on_page(&self, text: &str, column: u16, span: &Span) -> String {
        match (span.goes_on, column) {
            (false, _) => text.to_owned(),
            (true, 1) => format!("{text}\n{}", self.words.goes_on),
            (true, _) => self.words.goes_on.to_owned(),
        }
    }

    fn needed(&self, column: usize, span: &Span, keys: &[usize]) -> f64 {
        let lost = keys
            .get(span.rows.start)
            .and_then(|key| self.rows.get(*key));
        let Some(lost) = lost else { return 0.0 };
        let (column, text) = match column {
            0 => (1, &lost.name),
            _ => (2, &lost.standard),
        };
        let text = self.on_page(text, column, span);
        needs(&text, WIDTHS[usize::from(column)], SIZE)
    }

    /// Writes the sum, the number of waiting findings and the line for signing; returns the last
    /// row.
    fn end(
        &self,
        sheet: &mut Worksheet,
        formats: &Formats,
        mut row: u32,
    ) -> Result<u32, XlsxError> {
        let words = self.words;
        if self.lines.is_empty() {
            sheet.merge_range(row, 0, row, LAST, words.nothing_lost, &formats.centred)?;
            sheet.set_row_height(row, LINE)?;
            row += 1;
        }
        sheet.merge_range(row, 0, row, 5, words.deductions_sum, &formats.strong)?;
        write_number(sheet, row, 6, self.sum, &formats.strong_points)?;
        sheet.merge_range(row, 7, row, LAST, "", &formats.text)?;
        sheet.set_row_height(row, LINE)?;
        row += 1;
        let waiting = fill(words.deductions_wait, &[("count", &self.waiting)]);
        let notes = [
            (self.waiting > 0).then_some(waiting.as_str()),
            Some(words.deductions_sign),
        ];
        for note in notes.into_iter().flatten() {
            sheet.merge_range(row, 0, row, LAST, note, &formats.note)?;
            sheet.set_row_height(row, LINE * 1.6)?;
            row += 1;
        }
        Ok(row.saturating_sub(1))
    }
}
