//! The XML of workbooks as a stream of tags and texts; prefixes of names are ignored.

use super::unreadable::Unreadable;
use super::zip::{Budget, Metered};
use quick_xml::escape::unescape;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// The length in bytes at which a text is cut: four times the longest text of a cell.
const LONG: usize = 512 * 1024;
/// How deep tags may nest: open tags are kept in memory, and no workbook nests a hundred.
const DEPTH: usize = 256;

/// An XML document being read.
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

    /// The next event; `Eof` at the end.
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

    /// Skips the content of a tag that was just opened.
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

/// The name of a tag without its prefix.
pub(super) fn name<'e>(tag: &'e BytesStart<'_>) -> &'e str {
    let full = tag.name().into_inner();
    full.rsplit_once(':').map_or(full, |(_, name)| name)
}

/// The value of an attribute, whatever the prefix of its name.
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

/// The value of an attribute as a number.
pub(super) fn number(tag: &BytesStart<'_>, name: &str) -> Result<Option<u32>, Unreadable> {
    let Some(text) = attribute(tag, name)? else {
        return Ok(None);
    };
    let number = text.trim().parse();
    number.map(Some).map_err(|_| Unreadable::Damaged)
}

/// Whether an attribute is true.
pub(super) fn truth(tag: &BytesStart<'_>, name: &str) -> Result<bool, Unreadable> {
    let text = attribute(tag, name)?;
    Ok(text.is_some_and(|it| matches!(it.as_ref(), "1" | "true" | "True")))
}

/// Appends the text of an event. Text far beyond the limit of a cell is cut, but stays long enough
/// to be reported.
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

/// The character of an entity or a character reference. Workbooks define no entities of their own.
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
