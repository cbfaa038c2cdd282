//! What comes of a file, line by line: what would be taken, or what is wrong.

use super::{Place, Unreadable, letters};
use crate::problem::Problem;
use app::i18n::Locale;
use serde::Serialize;
use std::fmt::Display;

/// Lines of a report; how many there are in all is told beside them.
pub(crate) const REPORTED: usize = 200;

/// What is said of a place: the interface words the code, filling in the values.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) place: Place,
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
    /// The column in letters; empty for the line as a whole.
    pub column: String,
    /// What it is: `new`, `changed`, `unchanged`, or what is wrong.
    pub code: &'static str,
    /// The same in words.
    pub words: String,
}

/// What came of a file.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What came of its lines, 200 at most.
    pub lines: Vec<Reported>,
    /// How many there are in all.
    pub total: usize,
    /// How many entries were taken, or would be.
    pub taken: usize,
    /// How many of them take the place of something.
    pub changed: usize,
    /// How many stand already as the file says.
    pub unchanged: usize,
    /// How many cells and lines are as they were when the file was written here.
    pub as_written: usize,
    /// How many values stood and were corrected since: they are not taken.
    pub old: usize,
    /// What stood when the file was read: taking it after a check names it.
    pub seen: u64,
}

/// Why nothing of a file was taken.
#[derive(Debug)]
pub enum Refusal {
    /// It cannot be read at all.
    Unreadable(Unreadable),
    /// Lines are wrong: the first 200, and how many there are in all.
    Wrong(Vec<Reported>, usize),
    /// What stands has changed since the check.
    Changed,
    /// Anything else.
    Problem(Problem),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The words of a code with its values.
pub(crate) type Words = fn(Locale, &str, &[(&str, &dyn Display)]) -> String;

/// Says what comes of the lines of a file.
pub(crate) struct Reporter {
    /// The names of its sheets.
    pub(crate) sheets: Vec<String>,
    pub(crate) language: Locale,
    pub(crate) words: Words,
}

impl Reporter {
    /// The first of these lines.
    pub(crate) fn lines<'f>(&self, all: impl IntoIterator<Item = &'f Fault>) -> Vec<Reported> {
        let first = all.into_iter().take(REPORTED);
        first.map(|it| self.line(it)).collect()
    }

    fn line(&self, it: &Fault) -> Reported {
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

    /// The refusal of a file in which something is wrong, `more` times besides; fine where nothing is.
    pub(crate) fn refuse(&self, mut faults: Vec<Fault>, more: usize) -> Result<(), Refusal> {
        if faults.is_empty() {
            return Ok(());
        }
        faults.sort_by_key(|fault| fault.place);
        Err(Refusal::Wrong(self.lines(&faults), faults.len() + more))
    }
}
