//! Reading a file into sheets: which format it is, is told by its content, never by its name.

use super::cells::Sheet;
use super::kind::{self, Kind};
use super::{ods, text, xlsx, xml2003};

/// Why a file is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// A workbook of the form before 2007 (.xls, .et).
    OldWorkbook,
    /// A workbook with a password.
    Encrypted,
    /// Excel's binary form (.xlsb).
    Binary,
    /// A page of the web that some program has called .xls.
    Html,
    /// A workbook of Apple's Numbers.
    Numbers,
    /// A text document or a presentation.
    Document,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// Files packed together.
    Archive,
    /// Neither a workbook nor text.
    Unknown,
    /// Text in none of UTF-8, GB18030 and UTF-16.
    Encoding,
    /// A workbook that is damaged.
    Damaged,
    /// More cells, or more bytes once unpacked or in all cells, than are read.
    TooLarge,
}

impl Unreadable {
    /// The code by which the interface words it.
    pub fn code(self) -> &'static str {
        match self {
            Self::OldWorkbook => "old-workbook",
            Self::Encrypted => "encrypted",
            Self::Binary => "binary-workbook",
            Self::Html => "html",
            Self::Numbers => "numbers",
            Self::Document => "document",
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::Archive => "archive",
            Self::Unknown => "unknown-format",
            Self::Encoding => "encoding",
            Self::Damaged => "damaged",
            Self::TooLarge => "too-large-inside",
        }
    }
}

/// Reads every sheet that people see.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let sheets = read_all(bytes)?.into_iter();
    Ok(sheets.filter(|sheet| !sheet.hidden).collect())
}

/// The same, and the hidden ones by their names alone.
pub(crate) fn read_all(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    match kind::of(bytes)? {
        Kind::Xlsx(archive) => xlsx::read(&archive),
        Kind::Ods(archive) => ods::read(&archive),
        // Whatever the declaration says of its encoding: what it is, is told by the bytes, as of a text.
        Kind::FlatOds => ods::read_flat(text::decoded(bytes)?.as_bytes()),
        Kind::Xml2003 => xml2003::read(text::decoded(bytes)?.as_bytes()),
        Kind::Text => Ok(vec![text::read(&text::decoded(bytes)?)?]),
    }
}
