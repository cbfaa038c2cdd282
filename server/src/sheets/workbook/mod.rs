//! Reading files of rows that people make in Excel, in WPS or as text into sheets of cells. The
//! files are never trusted.

mod cells;
mod formats;
mod kind;
mod ods;
mod read;
mod report;
mod rows;
mod text;
mod unreadable;
mod xlsx;
mod xml;
mod xml2003;
mod zip;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub(crate) use cells::{Cell, Line, Merged, Room, Sheet, decimal, letters};
pub(crate) use read::{read, read_all};
pub(crate) use report::{Fault, REPORTED, Reporter};
pub use report::{Refusal, Report, Reported};
pub(crate) use rows::{Form, NOTES, Row, Rows, Wrong, head_words, short, text_of};
pub use unreadable::Unreadable;

/// How many characters of a cell are read. Forms allow fewer.
pub(crate) const MOST: usize = 4_000;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// The sheet, from 0.
    pub(crate) sheet: usize,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 0; `None` for the whole line.
    pub(crate) column: Option<u32>,
}
