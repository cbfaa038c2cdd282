//! What a file holds, whatever its format: sheets of lines of cells.

/// More columns than any form has; what claims more is no form of ours.
pub(crate) const COLUMNS: u32 = 300;

/// A sheet of a workbook, or a text file, which is a single sheet without a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// Nobody sees it, and it is not read.
    pub(crate) hidden: bool,
    /// The lines that have a cell.
    pub(crate) lines: Vec<Line>,
    /// The line whose quote does not end: the rest of the text is in one cell of it.
    pub(crate) open_quote: Option<u32>,
}

/// A line: its number from 1, and its cells that are not blank, by column from 0.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) number: u32,
    pub(crate) cells: Vec<(u32, Cell)>,
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
                cells: vec![(column, cell)],
            }),
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
