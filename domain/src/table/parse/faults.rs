//! The faults of a table's file, each with its place.

use std::fmt;
use std::ops::Range;

/// A fault of a table's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableError {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong, in English, naming part and key.
    pub reason: String,
    /// The same in Chinese, without the part, because readers see the line or cell.
    pub zh: String,
}

/// Prints `12:5: reason`.
impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.reason)
    }
}

/// All faults of a table's file, in the order of the file; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TableErrors(pub Vec<TableError>);

/// Prints one fault a line.
impl fmt::Display for TableErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

/// A range of bytes in the file's text.
pub(super) type Span = Range<usize>;

/// Collects the faults of one text.
pub(super) struct Faults<'t> {
    text: &'t str,
    found: Vec<TableError>,
}

impl<'t> Faults<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            found: Vec::new(),
        }
    }

    pub(super) fn at(&mut self, span: &Span, reason: impl Into<String>, zh: impl Into<String>) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.found.push(TableError {
            line: number(before.matches('\n').count() + 1),
            column: number(before[line_start..].chars().count() + 1),
            reason: reason.into(),
            zh: zh.into(),
        });
    }

    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn into_errors(mut self) -> TableErrors {
        self.found.sort();
        self.found.dedup();
        TableErrors(self.found)
    }
}
