//! What a file holds, whatever its format: sheets of lines of cells.

use super::unreadable::Unreadable;
use super::{MOST, formats};
use domain::typed::tidy;

/// More columns than any form has; what claims more is no form of ours.
pub(crate) const COLUMNS: u32 = 300;
/// More cells than any form has.
const CELLS: usize = 2_000_000;
/// Bytes of all cells together: a workbook keeps a text once, however many cells show it.
const BYTES: usize = 64 * 1024 * 1024;
/// Cells that are merged with others, in all sheets.
const MERGED: usize = 50_000;
/// Sheets of a workbook.
pub(super) const SHEETS: usize = 256;
/// Styles of a workbook, or formats: what Excel itself takes.
pub(super) const STYLES: usize = 65_536;
/// Runs of columns that say something of their own, in all sheets.
const RUNS: usize = 16_384;

/// A sheet of a workbook, or a text file, which is a single sheet without a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// Nobody sees it, and it is not read.
    pub(crate) hidden: bool,
    /// The lines that have a cell.
    pub(crate) lines: Vec<Line>,
    /// Columns that nobody sees, from 0, the last of each run included.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Cells that stand for several.
    pub(crate) merged: Vec<Merged>,
    /// The line whose quote does not end: the rest of the text is in one cell of it.
    pub(crate) open_quote: Option<u32>,
}

/// A line: its number from 1, and its cells that are not blank, by column from 0.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) number: u32,
    /// A filter, or a person, has hidden it.
    pub(crate) hidden: bool,
    pub(crate) cells: Vec<(u32, Cell)>,
}

/// A cell that takes the place of others: the lines from 1 and the columns from 0, the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) lines: (u32, u32),
    pub(crate) columns: (u32, u32),
}

/// A cell that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Text, or a number as the decimal that the spreadsheet shows for it.
    Text(String),
    /// A number that the spreadsheet shows as a percentage, as it shows it: `98.2%` holds 0.982.
    Percent(String),
    /// A spreadsheet's own yes or no.
    Truth(bool),
    /// A spreadsheet's own date: what was typed is lost. `2022-05-11` where it is a whole day, else blank.
    Date(String),
    /// A formula that failed, as it says so.
    Failed(String),
    /// A formula whose result was never computed.
    Uncomputed,
}

impl Line {
    pub(crate) fn cell(&self, column: u32) -> Option<&Cell> {
        let found = self.cells.iter().find(|(at, _)| *at == column);
        found.map(|(_, cell)| cell)
    }
}

impl Sheet {
    /// Puts a cell in its place; blank text is no cell.
    pub(crate) fn put(&mut self, line: u32, column: u32, cell: Cell) {
        if matches!(&cell, Cell::Text(text) if text.is_empty()) {
            return;
        }
        match self.lines.last_mut() {
            Some(last) if last.number == line => last.cells.push((column, cell)),
            _ => self.lines.push(Line {
                number: line,
                hidden: false,
                cells: vec![(column, cell)],
            }),
        }
    }

    /// Says that nobody sees a line, where it has cells and is the last.
    pub(crate) fn hide(&mut self, line: u32) {
        if let Some(last) = self.lines.last_mut().filter(|last| last.number == line) {
            last.hidden = true;
        }
    }

    /// The merged cell over a place, if it covers more than it.
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

/// Whether there may be one more beside so many: what a few bytes of a file say takes hundreds in memory.
pub(super) fn one_more(known: usize, most: usize) -> Result<(), Unreadable> {
    match known < most {
        true => Ok(()),
        false => Err(Unreadable::TooLarge),
    }
}

/// What was read of a file so far, all its sheets together.
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

    /// One more merged cell.
    pub(super) fn merged(&mut self) -> Result<(), Unreadable> {
        one_more(self.merged, MERGED)?;
        self.merged += 1;
        Ok(())
    }

    /// One more run of columns.
    pub(super) fn run(&mut self) -> Result<(), Unreadable> {
        one_more(self.runs, RUNS)?;
        self.runs += 1;
        Ok(())
    }
}

impl Cell {
    /// Text as it is kept, and of what is too long a character more than fits, so that it is told.
    pub(super) fn text(text: &str) -> Self {
        let breaks = text.contains('\r').then(|| text.replace("\r\n", "\n"));
        let text = breaks.as_deref().unwrap_or(text);
        let mut text: String = tidy(text).chars().take(MOST + 1).collect();
        // There may be two million of them.
        text.shrink_to_fit();
        Self::Text(text)
    }

    /// A number as it is shown.
    pub(super) fn number(number: f64, shown: formats::Shown) -> Self {
        match shown {
            formats::Shown::Number => Self::Text(decimal(number)),
            formats::Shown::Percent => Self::Percent(format!("{}%", decimal(number * 100.0))),
            formats::Shown::Date { from_1904 } => Self::Date(formats::day(number, from_1904)),
        }
    }
}

/// A column as spreadsheets name it: `A`, `Z`, `AA`.
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

/// A number of a spreadsheet as it shows it: fifteen digits, which are all that it keeps, without
/// the noise of its binary form.
pub(crate) fn decimal(value: f64) -> String {
    let text = format!("{value:.14e}");
    let Some((digits, exponent)) = text.split_once('e') else {
        return text;
    };
    let Ok(exponent) = exponent.parse::<i32>() else {
        return text;
    };
    // What no evaluation writes is left as it is, and refused as no number.
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
