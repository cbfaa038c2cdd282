//! Why a file cannot be read.

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// A workbook from before 2007 (.xls, .et).
    OldWorkbook,
    /// A workbook encrypted with a password.
    Encrypted,
    /// Excel's binary form (.xlsb).
    Binary,
    /// A web page that a program named .xls.
    Html,
    /// A workbook of Apple's Numbers.
    Numbers,
    /// A text document or a presentation.
    Document,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// An archive of several files.
    Archive,
    /// Neither a workbook nor text.
    Unknown,
    /// Text in none of UTF-8, GB18030 and UTF-16.
    Encoding,
    /// A damaged workbook.
    Damaged,
    /// More cells, or more bytes once unpacked or in all cells, than the limits allow.
    TooLarge,
}

impl Unreadable {
    /// The code for which the pages have words.
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
