//! Reading a file into sheets: which format it is, is told by its content, never by its name.

use super::cells::Sheet;
use super::kind::{self, Kind};
use super::unreadable::Unreadable;
use super::{ods, text, xlsx, xml2003};

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
