//! An evaluation table as a workbook, which offices edit in a spreadsheet, and back.

mod form;
mod read;
mod write;

pub(crate) use read::read;
pub(crate) use write::workbook;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
