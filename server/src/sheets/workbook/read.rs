//! Reading a file into sheets. The content determines the format; the file name is ignored.

use super::cells::Sheet;
use super::kind::{self, Kind};
use super::unreadable::Unreadable;
use super::{ods, text, xlsx, xml2003};

/// Reads every visible sheet.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let sheets = read_all(bytes)?.into_iter();
    Ok(sheets.filter(|sheet| !sheet.hidden).collect())
}

/// Reads every sheet; of hidden ones only the names.
pub(crate) fn read_all(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    match kind::of(bytes)? {
        Kind::Xlsx(archive) => xlsx::read(&archive),
        Kind::Ods(archive) => ods::read(&archive),
        // The encoding is detected from the bytes, as for text; the XML declaration is ignored.
        Kind::FlatOds => ods::read_flat(text::decoded(bytes)?.as_bytes()),
        Kind::Xml2003 => xml2003::read(text::decoded(bytes)?.as_bytes()),
        Kind::Text => Ok(vec![text::read(&text::decoded(bytes)?)?]),
    }
}
