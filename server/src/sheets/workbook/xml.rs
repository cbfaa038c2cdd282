//! XML as workbooks hold it: tags and texts one after the other, whatever prefix their names have.

use super::unreadable::Unreadable;
use super::zip::{Budget, Metered};
use quick_xml::escape::unescape;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// Bytes of a text from which on no more is taken in: four times what a cell may hold in all.
const LONG: usize = 512 * 1024;
/// Tags within tags: what is open is kept until it is closed, and no workbook has a hundred.
const DEPTH: usize = 256;

/// A document being read.
pub(super) struct Xml<'z> {
    reader: Reader<Metered<'z>>,
    bytes: Vec<u8>,
    depth: usize,
    budget: &'z Budget,
}

impl<'z> Xml<'z> {
    pub(super) fn new(bytes: Metered<'z>, budget: &'z Budget) -> Self {
        let mut reader = Reader::from_reader(bytes);
        let config = reader.config_mut();
        // `<a/>` is read as `<a></a>`.
        config.expand_empty_elements = true;
        config.check_end_names = true;
        Self {
            reader,
            bytes: Vec::new(),
            depth: 0,
            budget,
        }
    }

    /// What comes next; `Eof` at the end, and only where every tag is closed.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Unreadable> {
        let budget = self.budget;
        budget.next_piece();
        self.bytes.clear();
        let event = self.reader.read_event_into(&mut self.bytes);
        let event = event.map_err(|_| budget.why())?;
        match &event {
            Event::Start(_) if self.depth == DEPTH => return Err(Unreadable::TooLarge),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(event)
    }

    /// Passes over what stands within a tag that was just opened.
    pub(super) fn skip(&mut self) -> Result<(), Unreadable> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(Unreadable::Damaged),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A tag's name without its prefix.
pub(super) fn name<'e>(tag: &'e BytesStart<'_>) -> &'e str {
    let full = tag.name().into_inner();
    full.rsplit_once(':').map_or(full, |(_, name)| name)
}

/// What a tag says under a name, whatever its prefix.
pub(super) fn attribute<'e>(
    tag: &'e BytesStart<'_>,
    name: &str,
) -> Result<Option<Cow<'e, str>>, Unreadable> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Unreadable::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            return Ok(Some(match attribute.value {
                Cow::Borrowed(value) => unescape(value).map_err(|_| Unreadable::Damaged)?,
                Cow::Owned(value) => {
                    let value = unescape(&value).map_err(|_| Unreadable::Damaged)?;
                    Cow::Owned(value.into_owned())
                }
            }));
        }
    }
    Ok(None)
}

/// The same as a number.
pub(super) fn number(tag: &BytesStart<'_>, name: &str) -> Result<Option<u32>, Unreadable> {
    let Some(text) = attribute(tag, name)? else {
        return Ok(None);
    };
    let number = text.trim().parse();
    number.map(Some).map_err(|_| Unreadable::Damaged)
}

/// Whether a tag says yes under a name.
pub(super) fn truth(tag: &BytesStart<'_>, name: &str) -> Result<bool, Unreadable> {
    let text = attribute(tag, name)?;
    Ok(text.is_some_and(|it| matches!(it.as_ref(), "1" | "true" | "True")))
}

/// Appends what an event says as text; of what is far too long for a cell, enough to tell it so.
pub(super) fn text(event: &Event<'_>, to: &mut String) -> Result<(), Unreadable> {
    if to.len() > LONG {
        return Ok(());
    }
    match event {
        Event::Text(text) => to.push_str(&text.xml10_content()),
        Event::CData(text) => to.push_str(&text.xml10_content()),
        Event::GeneralRef(entity) => to.push(character(entity)?),
        _ => {}
    }
    Ok(())
}

/// A character that is written by its name or number. No workbook has names of its own.
fn character(entity: &BytesRef<'_>) -> Result<char, Unreadable> {
    match entity.as_ref() {
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "amp" => return Ok('&'),
        "apos" => return Ok('\''),
        "quot" => return Ok('"'),
        _ => {}
    }
    let found = entity.resolve_char_ref().ok().flatten();
    found.ok_or(Unreadable::Damaged)
}
