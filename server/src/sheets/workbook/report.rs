//! The report on a file, line by line: what would be entered, or what is wrong.

use crate::problem::Problem;
use crate::sheets::workbook::cells::letters;
use crate::sheets::workbook::place::CellPlace;
use crate::sheets::workbook::unreadable::Unreadable;
use app::i18n::Locale;
use serde::Serialize;
use std::fmt::Display;

/// How many lines a report has at most; the total is given too.
pub(crate) const REPORTED: usize = 200;

/// A remark on a place: the pages word the code with the values.
#[derive(Debug, Clone)]
pub(crate) struct Remark {
    pub(crate) place: CellPlace,
    pub(crate) code: &'static str,
    pub(crate) values: Vec<(&'static str, String)>,
}

/// A line of a report.
#[derive(Debug, Clone, Serialize)]
pub struct Reported {
    /// The sheet's name; empty for a text file.
    pub sheet: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in letters; empty for the whole line.
    pub column: String,
    /// The code: `new`, `changed`, `unchanged`, or a fault.
    pub code: &'static str,
    /// The code in words.
    pub words: String,
}

/// The result of a file that was read.
#[derive(Debug, Serialize)]
pub struct ImportReport {
    /// The first lines of the report, at most 200.
    pub lines: Vec<Reported>,
    /// How many lines there are in all.
    pub total: usize,
    /// How many entries were made, or would be.
    pub taken: usize,
    /// How many of them replace a value.
    pub changed: usize,
    /// How many entries equal the current value.
    pub unchanged: usize,
    /// How many cells and lines are unchanged since the file was written here.
    pub as_written: usize,
    /// How many old values were left out because they were corrected later.
    pub old: usize,
    /// The highest number of a fact when the file was read; the import after a check must name it.
    pub seen: u64,
}

/// Why a file was rejected; nothing of it was entered.
#[derive(Debug)]
pub enum FileRefusal {
    /// The file cannot be read at all.
    Unreadable(Unreadable),
    /// Lines are wrong: the first 200 faults, and the number of faults.
    Wrong(Vec<Reported>, usize),
    /// The stored data has changed since the check.
    Changed,
    /// Any other problem.
    Problem(Problem),
}

impl From<Problem> for FileRefusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Words a code with its values.
pub(crate) type Words = fn(Locale, &str, &[(&str, &dyn Display)]) -> String;

/// Makes the lines of the report on a file.
pub(crate) struct Reporter {
    /// The names of its sheets.
    pub(crate) sheets: Vec<String>,
    pub(crate) language: Locale,
    pub(crate) words: Words,
}

impl Reporter {
    /// The first of these lines.
    pub(crate) fn lines<'f>(&self, all: impl IntoIterator<Item = &'f Remark>) -> Vec<Reported> {
        let first = all.into_iter().take(REPORTED);
        first.map(|it| self.line(it)).collect()
    }

    fn line(&self, it: &Remark) -> Reported {
        let values: Vec<(&str, &dyn Display)> = it
            .values
            .iter()
            .map(|(name, value)| (*name, value as &dyn Display))
            .collect();
        Reported {
            sheet: self.sheets.get(it.place.sheet).cloned().unwrap_or_default(),
            line: it.place.line,
            column: it.place.column.map(letters).unwrap_or_default(),
            code: it.code,
            words: (self.words)(self.language, it.code, &values),
        }
    }

    /// Rejects a file that has faults; `more` is the number of faults not in the list.
    pub(crate) fn refuse(&self, mut faults: Vec<Remark>, more: usize) -> Result<(), FileRefusal> {
        if faults.is_empty() {
            return Ok(());
        }
        faults.sort_by_key(|fault| fault.place);
        Err(FileRefusal::Wrong(self.lines(&faults), faults.len() + more))
    }
}
