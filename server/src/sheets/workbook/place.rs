//! A place in a file.

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CellPlace {
    /// The sheet, from 0.
    pub(crate) sheet: usize,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 0; `None` for the whole line.
    pub(crate) column: Option<u32>,
}
