//! Reading files of rows that people make in Excel, in WPS or as text into sheets of cells. The
//! files are never trusted.

mod cells;
mod formats;
mod kind;
mod ods;
mod place;
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

pub(crate) use self::place::CellPlace;
pub(crate) use cells::{Cell, CellLine, MOST, Merged, Room, Sheet, decimal, letters};
pub(crate) use read::{read, read_all};
pub use report::{FileRefusal, ImportReport, Reported};
pub(crate) use report::{REPORTED, Remark, Reporter};
pub(crate) use rows::{NOTES, Rows, SheetForm, SheetLine, Wrong, head_words, short, text_of};
pub use unreadable::Unreadable;
