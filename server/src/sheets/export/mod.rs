//! The files of a quarter: pure functions from an evaluation and its scores to bytes.

mod cells;
mod deductions;
mod files;
mod findings;
mod format;
mod ledger;
mod listed;
mod measure;
mod pages;
mod paper;
mod report;
mod scores;
mod sheets;
mod summary;
mod trace_words;
mod visits;
mod workbook;

pub use deductions::deduction_workbook;
pub use files::{QuarterFiles, SheetKind};
pub use findings::{FindingRow, finding_rows, finding_table};
pub use ledger::ledger;
pub use listed::{Cell, Listing, book_of, is_risky, plain};
pub use report::Report;
pub use scores::score_table;
pub use visits::visit_tables;
pub use workbook::{evaluation_workbook, score_workbook};
