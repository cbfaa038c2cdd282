//! An evaluation table as a workbook, which offices edit in a spreadsheet, and back; its
//! differences from the previous table; and a worked sample.

mod difference;
mod form;
mod read;
mod sample;
mod write;

pub(crate) use difference::differences;
pub(crate) use read::read;
pub(crate) use sample::sample;
pub(crate) use write::{blank, workbook};

use crate::sheets::workbook::SheetForm;

/// The names of the workbook's sheets, in its order.
pub(crate) fn sheets() -> Vec<String> {
    let all = form::TableSheet::ALL.iter();
    all.map(|part| part.word().to_owned()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
