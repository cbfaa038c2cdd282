//! The contents of a file in any format: sheets of lines of cells.

use super::formats;
use super::unreadable::Unreadable;
use domain::typed::tidy;

/// How many characters of a cell are read. Forms allow fewer.
pub(crate) const MOST: usize = 4_000;

/// The most columns read; no form of ours has more.
pub(crate) const COLUMNS: u32 = 300;
/// The most cells read; no form has more.
const CELLS: usize = 2_000_000;
/// The most bytes in all cells together: a workbook stores a text once, even if many cells show it.
const BYTES: usize = 64 * 1024 * 1024;
/// The most merged cells in all sheets.
const MERGED: usize = 50_000;
/// The most sheets of a workbook.
pub(super) const SHEETS: usize = 256;
/// The most styles, or formats, of a workbook; the same limit as Excel's.
pub(super) const STYLES: usize = 65_536;
/// The most runs of columns with properties of their own, in all sheets.
const RUNS: usize = 16_384;

/// A sheet of a workbook, or a text file, which is a single sheet without a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// Whether the sheet is hidden; hidden sheets are not read.
    pub(crate) hidden: bool,
    /// The lines that have a cell.
    pub(crate) lines: Vec<CellLine>,
    /// The hidden columns as ranges from 0, including the last.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// The merged cells.
    pub(crate) merged: Vec<Merged>,
    /// The line with an unclosed quote: one of its cells contains the rest of the text.
    pub(crate) open_quote: Option<u32>,
}

/// A line: its number from 1, and its cells that are not blank, by column from 0.
#[derive(Debug, Clone)]
pub(crate) struct CellLine {
    pub(crate) number: u32,
    /// Whether a filter or a person has hidden the line.
    pub(crate) hidden: bool,
    pub(crate) cells: Vec<(u32, Cell)>,
}

/// A merged cell: its lines from 1 and columns from 0, including the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) lines: (u32, u32),
    pub(crate) columns: (u32, u32),
}

/// A cell that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Text, or a number in the decimal form that the spreadsheet shows.
    Text(String),
    /// A number in the percent form that the spreadsheet shows: `98.2%` stores 0.982.
    Percent(String),
    /// A boolean cell.
    Truth(bool),
    /// A date cell; what was typed is lost. `2022-05-11` for a whole day, otherwise blank.
    Date(String),
    /// A failed formula, with its error text.
    Failed(String),
    /// A formula whose result was never computed.
    Uncomputed,
}

impl CellLine {
    pub(crate) fn cell(&self, column: u32) -> Option<&Cell> {
        let found = self.cells.iter().find(|(at, _)| *at == column);
        found.map(|(_, cell)| cell)
    }
}

impl Sheet {
    /// Adds a cell at its place; blank text is not a cell.
    pub(crate) fn put(&mut self, line: u32, column: u32, cell: Cell) {
        if matches!(&cell, Cell::Text(text) if text.is_empty()) {
            return;
        }
        match self.lines.last_mut() {
            Some(last) if last.number == line => last.cells.push((column, cell)),
            _ => self.lines.push(CellLine {
                number: line,
                hidden: false,
                cells: vec![(column, cell)],
            }),
        }
    }

    /// Marks a line as hidden, if it is the last line with cells.
    pub(crate) fn hide(&mut self, line: u32) {
        if let Some(last) = self.lines.last_mut().filter(|last| last.number == line) {
            last.hidden = true;
        }
    }

    /// The merged cell that covers a place, if any.
    pub(crate) fn merged_at(&self, line: u32, column: u32) -> Option<&Merged> {
        let within = |(from, to): (u32, u32), at: u32| from <= at && at <= to;
        let mut all = self.merged.iter();
        all.find(|it| within(it.lines, line) && within(it.columns, column))
    }

    /// Whether a column is hidden.
    pub(crate) fn hides(&self, column: u32) -> bool {
        let mut all = self.hidden_columns.iter();
        all.any(|(from, to)| (*from..=*to).contains(&column))
    }
}

/// Whether one more item fits below the limit: a few bytes in a file may take hundreds in memory.
pub(super) fn one_more(known: usize, most: usize) -> Result<(), Unreadable> {
    match known < most {
        true => Ok(()),
        false => Err(Unreadable::TooLarge),
    }
}

/// How much was read of a file so far, over all its sheets.
#[derive(Default)]
pub(crate) struct Room {
    cells: usize,
    bytes: usize,
    merged: usize,
    runs: usize,
}

impl Room {
    pub(crate) fn take(&mut self, column: u32, cell: &Cell) -> Result<(), Unreadable> {
        self.cells += 1;
        if let Cell::Text(text) = cell {
            self.bytes += text.len();
        }
        if self.cells > CELLS || self.bytes > BYTES || column >= COLUMNS {
            return Err(Unreadable::TooLarge);
        }
        Ok(())
    }

    /// Counts one more merged cell.
    pub(super) fn merged(&mut self) -> Result<(), Unreadable> {
        one_more(self.merged, MERGED)?;
        self.merged += 1;
        Ok(())
    }

    /// Counts one more run of columns.
    pub(super) fn run(&mut self) -> Result<(), Unreadable> {
        one_more(self.runs, RUNS)?;
        self.runs += 1;
        Ok(())
    }
}

impl Cell {
    /// Text as it is stored. Text that is too long is cut one character above the limit, so that
    /// the excess is still reported.
    pub(super) fn text(text: &str) -> Self {
        let breaks = text.contains('\r').then(|| text.replace("\r\n", "\n"));
        let text = breaks.as_deref().unwrap_or(text);
        let mut text: String = tidy(text).chars().take(MOST + 1).collect();
        // There may be two million texts.
        text.shrink_to_fit();
        Self::Text(text)
    }

    /// A number as the spreadsheet shows it.
    pub(super) fn number(number: f64, shown: formats::Shown) -> Self {
        match shown {
            formats::Shown::Number => Self::Text(decimal(number)),
            formats::Shown::Percent => Self::Percent(format!("{}%", decimal(number * 100.0))),
            formats::Shown::Date { from_1904 } => Self::Date(formats::day(number, from_1904)),
        }
    }
}

/// A column's letters in spreadsheets: `A`, `Z`, `AA`.
pub(crate) fn letters(column: u32) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(
            b'A' + u8::try_from(rest % 26).unwrap_or_default(),
        ));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// A number as the spreadsheet shows it: rounded to fifteen digits, the precision of spreadsheets,
/// without binary noise.
pub(crate) fn decimal(value: f64) -> String {
    let text = format!("{value:.14e}");
    let Some((digits, exponent)) = text.split_once('e') else {
        return text;
    };
    let Ok(exponent) = exponent.parse::<i32>() else {
        return text;
    };
    // Numbers outside this range do not occur in evaluations. They stay in this form and are
    // rejected later.
    if !(-20..=15).contains(&exponent) {
        return text;
    }
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits), |rest| ("-", rest));
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let (whole, fraction) = match usize::try_from(exponent + 1) {
        Ok(places) if places > 0 => {
            let padded = format!("{digits:0<places$}");
            let (whole, fraction) = padded.split_at(places);
            (whole.to_owned(), fraction.to_owned())
        }
        _ => {
            let zeros = usize::try_from(-exponent - 1).unwrap_or_default();
            (String::from("0"), format!("{}{digits}", "0".repeat(zeros)))
        }
    };
    let fraction = fraction.trim_end_matches('0');
    match fraction {
        "" if whole == "0" => whole,
        "" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let named = [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ];
        for (column, name) in named {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn numbers_are_what_the_sheet_shows() {
        let shown = [
            (98.2, "98.2"),
            (0.1 + 0.2, "0.3"),
            (100.0, "100"),
            (0.0, "0"),
            (-0.0, "0"),
            (-2.25, "-2.25"),
            (0.05, "0.05"),
            (123_456_789_012.5, "123456789012.5"),
            (1.0 / 3.0, "0.333333333333333"),
            (99.999_999_999_999_99, "100"),
            (5e-7, "0.0000005"),
        ];
        for (value, text) in shown {
            assert_eq!(decimal(value), text);
        }
        assert!(decimal(1e300).contains('e'));
        assert_eq!(decimal(f64::NAN), "NaN");
    }
}
