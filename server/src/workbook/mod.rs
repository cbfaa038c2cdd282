//! Files of rows as people make them, in Excel, in WPS or as text: read into sheets of cells, whatever
//! their format, and never trusted.

mod cells;
mod inflate;
mod percent;
mod read;

use serde::Serialize;

pub(crate) use cells::{Cell, Line, Sheet, decimal, letters};
pub use read::Unreadable;
pub(crate) use read::read;

/// Characters of a cell that are read.
pub(crate) const MOST: usize = 500;

/// Where something stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// The sheet, from 0.
    pub(crate) sheet: usize,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 0; none for the line as a whole.
    pub(crate) column: Option<u32>,
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
