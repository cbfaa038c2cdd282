//! Sheets that come in and go out: files of rows and how they are read, facts and evaluation tables by
//! workbook, the files of a quarter, and all of it as one zip.

pub mod archive;
pub mod export;
pub mod import;
pub(crate) mod tables;
pub mod workbook;
