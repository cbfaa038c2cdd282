//! Reading a sheet's cells as a stream: a million formatted blank lines use no memory.

use super::parts::open;
use super::shared::Shared;
use super::strings::{escapes, rich};
use crate::sheets::workbook::cells::{Cell, Merged, Room, Sheet};
use crate::sheets::workbook::unreadable::Unreadable;
use crate::sheets::workbook::xml::{Xml, attribute, name, number, text, truth};
use crate::sheets::workbook::zip::{Archive, Budget};
use quick_xml::events::{BytesStart, Event};

/// The highest line number of a sheet.
const LINES: u32 = 1_048_576;

pub(super) fn read(
    archive: &Archive<'_>,
    budget: &Budget,
    part: &str,
    shared: &Shared,
    room: &mut Room,
) -> Result<Sheet, Unreadable> {
    let mut xml = open(archive, budget, part)?;
    let mut sheet = Sheet::default();
    let mut line = Line::default();
    let mut whole = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match name(&tag) {
                "worksheet" | "cols" | "sheetData" | "mergeCells" => {}
                "col" => column(&tag, &mut sheet, room)?,
                "row" => line = Line::after(&line, &tag)?,
                "c" => {
                    let start = Start::of(&tag, &mut line)?;
                    let Some(cell) = cell(&mut xml, &start, shared)? else {
                        continue;
                    };
                    // Blank text is not a cell.
                    if !matches!(&cell, Cell::Text(text) if text.is_empty()) {
                        room.take(start.column, &cell)?;
                        sheet.put(line.number, start.column, cell);
                    }
                }
                "mergeCell" => {
                    let merged = attribute(&tag, "ref")?.ok_or(Unreadable::Damaged)?;
                    merge(&merged, &mut sheet, room)?;
                }
                // Drawings and controls contain other elements for lines and columns.
                _ => xml.skip()?,
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "row" if line.hidden => sheet.hide(line.number),
                "sheetData" => whole = true,
                _ => {}
            },
            Event::Eof if whole => return Ok(sheet),
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
}

/// The current line, from 1, and the next column.
#[derive(Default)]
struct Line {
    number: u32,
    hidden: bool,
    next: u32,
}

impl Line {
    /// A line without a number follows the previous one. Like spreadsheets, this rejects lines that
    /// are out of order or repeated.
    fn after(before: &Self, tag: &BytesStart<'_>) -> Result<Self, Unreadable> {
        let next = before.number + 1;
        let own = number(tag, "r")?.unwrap_or(next);
        if !(next..=LINES).contains(&own) {
            return Err(Unreadable::Damaged);
        }
        let flat = attribute(tag, "ht")?;
        let flat = flat.is_some_and(|it| it.parse::<f64>().is_ok_and(|it| it <= 0.0));
        Ok(Self {
            number: own,
            hidden: truth(tag, "hidden")? || flat,
            next: 0,
        })
    }
}

/// The attributes of a cell's tag.
struct Start {
    column: u32,
    style: Option<u32>,
    kind: String,
}

impl Start {
    fn of(tag: &BytesStart<'_>, line: &mut Line) -> Result<Self, Unreadable> {
        let column = match attribute(tag, "r")? {
            None => line.next,
            Some(place) => {
                let (number, column) = reference(&place).ok_or(Unreadable::Damaged)?;
                if number != line.number || column < line.next {
                    return Err(Unreadable::Damaged);
                }
                column
            }
        };
        line.next = column + 1;
        Ok(Self {
            column,
            style: number(tag, "s")?,
            kind: attribute(tag, "t")?.unwrap_or_default().into_owned(),
        })
    }
}

/// The line from 1 and the column from 0 of a reference such as `B12`.
fn reference(place: &str) -> Option<(u32, u32)> {
    let place = place.replace('$', "");
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = place.split_at_checked(letters)?;
    if !(1..=3).contains(&letters.len()) || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, letter| {
        sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let line: u32 = digits.parse().ok()?;
    (1..=LINES).contains(&line).then(|| (line, column - 1))
}

/// Reads the content of a cell after its opening tag.
fn cell(xml: &mut Xml<'_>, start: &Start, shared: &Shared) -> Result<Option<Cell>, Unreadable> {
    let (mut value, mut inline, mut formula) = (None, None, false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match name(&tag) {
                "v" => value = Some(plain(xml)?),
                "is" => inline = Some(rich(xml)?),
                "f" => {
                    formula = true;
                    xml.skip()?;
                }
                _ => xml.skip()?,
            },
            Event::End(_) => break,
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
    let Some(value) = inline.or(value) else {
        return Ok(formula.then_some(Cell::Uncomputed));
    };
    let said = value.trim();
    Ok(match start.kind.as_str() {
        "s" => {
            let at: usize = said.parse().map_err(|_| Unreadable::Damaged)?;
            let text = shared.strings.get(at).ok_or(Unreadable::Damaged)?;
            Some(Cell::Text(text.clone()))
        }
        "inlineStr" => Some(Cell::text(&value)),
        "str" => Some(Cell::text(&escapes(&value))),
        "b" => Some(Cell::Truth(matches!(said, "1" | "true"))),
        "e" => Some(Cell::Failed(said.chars().take(30).collect())),
        // `2022-05-11` or `2022-05-11T00:00:00`
        "d" => Some(Cell::Date(match said.split_once('T') {
            None => said.to_owned(),
            Some((day, time)) if time.starts_with("00:00:00") => day.to_owned(),
            Some(_) => String::new(),
        })),
        _ if said.is_empty() => formula.then_some(Cell::Uncomputed),
        _ => Some(match said.parse::<f64>() {
            Ok(number) => Cell::number(number, shared.styles.of(start.style)),
            // The file declares a number but holds other text: keep the text, so that it is
            // reported.
            Err(_) => Cell::text(&value),
        }),
    })
}

/// The text inside a tag that was just opened.
fn plain(xml: &mut Xml<'_>) -> Result<String, Unreadable> {
    let mut whole = String::new();
    loop {
        match xml.next()? {
            Event::Start(_) => xml.skip()?,
            Event::End(_) => return Ok(whole),
            Event::Eof => return Err(Unreadable::Damaged),
            event => text(&event, &mut whole)?,
        }
    }
}

fn column(tag: &BytesStart<'_>, sheet: &mut Sheet, room: &mut Room) -> Result<(), Unreadable> {
    let flat = attribute(tag, "width")?;
    let flat = flat.is_some_and(|it| it.parse::<f64>().is_ok_and(|it| it <= 0.0));
    let (min, max) = (number(tag, "min")?, number(tag, "max")?);
    if let (true, Some(min), Some(max)) = (flat || truth(tag, "hidden")?, min, max) {
        let run = (min.saturating_sub(1), max.saturating_sub(1));
        room.run()?;
        sheet.hidden_columns.push(run);
    }
    Ok(())
}

fn merge(cells: &str, sheet: &mut Sheet, room: &mut Room) -> Result<(), Unreadable> {
    let (from, to) = cells.split_once(':').unwrap_or((cells, cells));
    let (from, to) = (reference(from), reference(to));
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Unreadable::Damaged);
    };
    if from.0 > to.0 || from.1 > to.1 {
        return Err(Unreadable::Damaged);
    }
    room.merged()?;
    sheet.merged.push(Merged {
        lines: (from.0, to.0),
        columns: (from.1, to.1),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn a_place_has_a_column_and_a_line() {
        for (place, at) in [
            ("A1", Some((1, 0))),
            ("$AA$12", Some((12, 26))),
            ("xfd1048576", Some((1_048_576, 16_383))),
            ("A0", None),
            ("A1048577", None),
            ("ABCD1", None),
            ("12", None),
            ("ÿ1", None),
            ("A99999999999999999999", None),
            ("A", None),
            ("A1B", None),
        ] {
            assert_eq!(reference(place), at, "{place}");
        }
    }
}
