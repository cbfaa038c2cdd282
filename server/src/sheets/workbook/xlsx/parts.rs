//! The parts of an .xlsx file, opened by name.

use crate::sheets::workbook::unreadable::Unreadable;
use crate::sheets::workbook::xml::Xml;
use crate::sheets::workbook::zip::{Archive, Budget};

/// Opens a part of the file.
pub(super) fn open<'z>(
    archive: &Archive<'z>,
    budget: &'z Budget,
    part: &str,
) -> Result<Xml<'z>, Unreadable> {
    let bytes = archive.open(part, budget).ok_or(Unreadable::Damaged)?;
    Ok(Xml::new(bytes, budget))
}
