//! How each cell style shows numbers.

use super::parts::open;
use crate::sheets::workbook::cells::{STYLES, one_more};
use crate::sheets::workbook::formats::{self, Shown};
use crate::sheets::workbook::unreadable::Unreadable;
use crate::sheets::workbook::xml::{attribute, name, number};
use crate::sheets::workbook::zip::{Archive, Budget};
use quick_xml::events::Event;
use std::collections::HashMap;

/// Indexed by the style number of a cell.
#[derive(Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    /// How a style shows numbers; an unknown style shows them unchanged.
    pub(super) fn of(&self, style: Option<u32>) -> Shown {
        let at = style.and_then(|style| usize::try_from(style).ok());
        let found = self.0.get(at.unwrap_or_default());
        found.copied().unwrap_or(Shown::Number)
    }
}

pub(super) fn read(
    archive: &Archive<'_>,
    budget: &Budget,
    part: &str,
    from_1904: bool,
) -> Result<Styles, Unreadable> {
    let mut xml = open(archive, budget, part)?;
    let (mut own, mut all, mut within) = (HashMap::new(), Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match name(&tag) {
                // Differential formats, which have number formats of their own.
                "dxfs" => xml.skip()?,
                "numFmt" => {
                    let (id, code) = (number(&tag, "numFmtId")?, attribute(&tag, "formatCode")?);
                    if let (Some(id), Some(code)) = (id, code) {
                        one_more(own.len(), STYLES)?;
                        own.insert(id, formats::of(&code, from_1904));
                    }
                }
                "cellXfs" => within = true,
                "xf" if within => {
                    let id = number(&tag, "numFmtId")?.unwrap_or_default();
                    let known = own.get(&id).copied();
                    one_more(all.len(), STYLES)?;
                    all.push(known.unwrap_or_else(|| formats::built_in(id, from_1904)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => within = false,
            Event::Eof => return Ok(Styles(all)),
            _ => {}
        }
    }
}
