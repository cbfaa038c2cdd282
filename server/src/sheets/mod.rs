//! Files for import and export: reading workbooks, importing facts and evaluation tables, a
//! quarter's files, and its archive.

pub mod archive;
pub mod export;
pub mod import;
pub(crate) mod tables;
pub mod workbook;
