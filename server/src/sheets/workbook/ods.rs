//! Workbooks of LibreOffice and others (OpenDocument 1.3, part 3). A cell contains both its value
//! and the text shown; equal neighbours are stored once with a count.

use super::cells::{COLUMNS, Cell, Merged, Room, SHEETS, STYLES, Sheet, one_more};
use super::formats::Shown;
use super::unreadable::Unreadable;
use super::xml::{Xml, attribute, name, number, text};
use super::zip::{Archive, Budget, Metered};
use domain::typed::plain;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;

/// Reads the sheets; of hidden ones only the names.
pub(super) fn read(archive: &Archive<'_>) -> Result<Vec<Sheet>, Unreadable> {
    let budget = &Budget::new();
    if is_locked(archive, budget)? {
        return Err(Unreadable::Encrypted);
    }
    let bytes = archive.open("content.xml", budget);
    content(Xml::new(bytes.ok_or(Unreadable::Damaged)?, budget))
}

/// Reads the sheets of a workbook that is a single XML file.
pub(super) fn read_flat(file: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let budget = &Budget::new();
    content(Xml::new(Metered::new(file, budget), budget))
}

fn content(mut xml: Xml<'_>) -> Result<Vec<Sheet>, Unreadable> {
    let mut book = Book::default();
    let mut sheets = Vec::new();
    let mut is_book = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match name(&tag) {
                "style" => book.style = attribute(&tag, "name")?.map(|it| it.into_owned()),
                "table-properties" => book.look(&tag)?,
                "spreadsheet" => is_book = true,
                // Deleted content that change tracking keeps.
                "tracked-changes" => xml.skip()?,
                "table" => {
                    let sheet = book.named(&tag)?;
                    one_more(sheets.len(), SHEETS)?;
                    if sheet.hidden {
                        xml.skip()?;
                        sheets.push(sheet);
                    } else {
                        sheets.push(table(&mut xml, sheet, &mut book.room)?);
                    }
                }
                _ => {}
            },
            Event::Eof if is_book => return Ok(sheets),
            Event::Eof => return Err(Unreadable::Document),
            _ => {}
        }
    }
}

/// Whether the parts are encrypted with a password, according to the manifest.
fn is_locked(archive: &Archive<'_>, budget: &Budget) -> Result<bool, Unreadable> {
    let Some(bytes) = archive.open("META-INF/manifest.xml", budget) else {
        return Ok(false);
    };
    let mut xml = Xml::new(bytes, budget);
    loop {
        match xml.next()? {
            Event::Start(tag) if name(&tag) == "encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// The workbook's data that its sheets refer to.
#[derive(Default)]
struct Book {
    /// The style being read.
    style: Option<String>,
    /// The styles that hide sheets.
    hidden: HashSet<String>,
    room: Room,
}

impl Book {
    fn look(&mut self, tag: &BytesStart<'_>) -> Result<(), Unreadable> {
        let hidden = attribute(tag, "display")?.is_some_and(|it| it == "false");
        if let (true, Some(style)) = (hidden, self.style.take()) {
            one_more(self.hidden.len(), STYLES)?;
            self.hidden.insert(style);
        }
        Ok(())
    }

    fn named(&self, tag: &BytesStart<'_>) -> Result<Sheet, Unreadable> {
        let style = attribute(tag, "style-name")?;
        Ok(Sheet {
            name: attribute(tag, "name")?.unwrap_or_default().into_owned(),
            hidden: style.is_some_and(|it| self.hidden.contains(it.as_ref())),
            ..Sheet::default()
        })
    }
}

/// Reads the lines of a table after its opening tag.
fn table(xml: &mut Xml<'_>, mut sheet: Sheet, room: &mut Room) -> Result<Sheet, Unreadable> {
    let (mut line, mut column) = (1_u32, 0_u32);
    loop {
        match xml.next()? {
            Event::Start(tag) => match name(&tag) {
                "table-column" => {
                    let next = column.saturating_add(repeated(&tag, "columns")?);
                    if is_unseen(&tag)? {
                        room.run()?;
                        sheet.hidden_columns.push((column, next - 1));
                    }
                    column = next;
                }
                "table-row" => {
                    let (times, hidden) = (repeated(&tag, "rows")?, is_unseen(&tag)?);
                    let cells = row(xml, line, &mut sheet, room)?;
                    // Repeated blank lines count as none: there may be a million at the end.
                    let lines = match cells.is_empty() {
                        true => 0,
                        false => times,
                    };
                    for at in line..line.saturating_add(lines) {
                        for (column, cell) in &cells {
                            room.take(*column, cell)?;
                            sheet.put(at, *column, cell.clone());
                        }
                        if hidden {
                            sheet.hide(at);
                        }
                    }
                    line = line.saturating_add(times);
                }
                // Groups of lines or columns, and heads that are repeated in print.
                "table-rows"
                | "table-row-group"
                | "table-header-rows"
                | "table-columns"
                | "table-column-group"
                | "table-header-columns" => {}
                _ => xml.skip()?,
            },
            Event::End(tag) if tag.local_name().as_ref() == "table" => return Ok(sheet),
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
}

/// Reads the cells of a line after its opening tag; repeated cells are added one by one.
fn row(
    xml: &mut Xml<'_>,
    line: u32,
    sheet: &mut Sheet,
    room: &mut Room,
) -> Result<Vec<(u32, Cell)>, Unreadable> {
    let (mut cells, mut column) = (Vec::new(), 0_u32);
    loop {
        match xml.next()? {
            Event::Start(tag) => {
                let start = Start::of(&tag)?;
                let (lines, columns) = start.spans;
                if lines > 1 || columns > 1 {
                    room.merged()?;
                    sheet.merged.push(Merged {
                        lines: (line, line.saturating_add(lines - 1)),
                        columns: (column, column.saturating_add(columns - 1)),
                    });
                }
                let times = start.times;
                let cell = start.covered.then_some(Cell::Text(String::new()));
                let said = words(xml)?;
                let cell = cell.unwrap_or_else(|| start.cell(said));
                let next = column.saturating_add(times);
                if !matches!(&cell, Cell::Text(text) if text.is_empty()) {
                    if next > COLUMNS {
                        return Err(Unreadable::TooLarge);
                    }
                    cells.extend((column..next).map(|at| (at, cell.clone())));
                }
                column = next;
            }
            Event::End(_) => return Ok(cells),
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
}

/// The attributes of a cell's tag.
struct Start {
    covered: bool,
    times: u32,
    spans: (u32, u32),
    kind: String,
    value: String,
    failed: bool,
    formula: bool,
}

impl Start {
    fn of(tag: &BytesStart<'_>) -> Result<Self, Unreadable> {
        let said = |name: &str| attribute(tag, name).map(|it| it.map(|it| it.into_owned()));
        let (mut kind, mut failed) = (String::new(), false);
        // LibreOffice marks a failed formula again in an attribute with another prefix.
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Unreadable::Damaged)?;
            if attribute.key.local_name().as_ref() == "value-type" {
                match attribute.value.as_ref() {
                    "error" => failed = true,
                    value if kind.is_empty() => kind = value.to_owned(),
                    _ => {}
                }
            }
        }
        let value = match kind.as_str() {
            "boolean" => said("boolean-value")?,
            "date" => said("date-value")?,
            "string" => said("string-value")?,
            _ => said("value")?,
        };
        Ok(Self {
            covered: name(tag) == "covered-table-cell",
            times: repeated(tag, "columns")?,
            spans: (
                number(tag, "number-rows-spanned")?.unwrap_or(1).max(1),
                number(tag, "number-columns-spanned")?.unwrap_or(1).max(1),
            ),
            kind,
            value: value.unwrap_or_default(),
            failed,
            formula: said("formula")?.is_some(),
        })
    }

    fn cell(self, said: String) -> Cell {
        let number = || self.value.trim().parse::<f64>();
        if self.failed {
            return Cell::Failed(said.chars().take(30).collect());
        }
        match self.kind.as_str() {
            "float" | "currency" | "percentage" => match number() {
                // Some programs mark a percentage only by the text shown.
                Ok(number) if self.kind == "percentage" || plain(&said).ends_with('%') => {
                    Cell::number(number, Shown::Percent)
                }
                Ok(number) => Cell::number(number, Shown::Number),
                Err(_) => Cell::text(&said),
            },
            "boolean" => Cell::Truth(self.value == "true"),
            "date" => Cell::Date(match self.value.split_once('T') {
                None => self.value,
                Some((day, time)) if time.starts_with("00:00:00") => day.to_owned(),
                Some(_) => String::new(),
            }),
            "time" => Cell::Date(String::new()),
            "string" if said.is_empty() => Cell::text(&self.value),
            "" if self.formula => Cell::Uncomputed,
            _ => Cell::text(&said),
        }
    }
}

/// The text that a cell shows: its paragraphs, without notes and drawings.
fn words(xml: &mut Xml<'_>) -> Result<String, Unreadable> {
    let (mut whole, mut depth, mut paragraphs) = (String::new(), 1_usize, 0);
    while depth > 0 {
        match xml.next()? {
            Event::Start(tag) => {
                let spaces = match name(&tag) {
                    "annotation" | "frame" | "custom-shape" | "ruby-text" | "line" | "rect" => {
                        xml.skip()?;
                        continue;
                    }
                    "p" => {
                        paragraphs += 1;
                        if paragraphs > 1 {
                            whole.push('\n');
                        }
                        0
                    }
                    "s" => number(&tag, "c")?.unwrap_or(1).min(1_000),
                    "tab" => 1,
                    _ => 0,
                };
                if name(&tag) == "line-break" {
                    whole.push('\n');
                }
                whole.extend((0..spaces).map(|_| ' '));
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(Unreadable::Damaged),
            event if depth > 1 => text(&event, &mut whole)?,
            _ => {}
        }
    }
    Ok(whole)
}

fn repeated(tag: &BytesStart<'_>, of: &str) -> Result<u32, Unreadable> {
    let times = number(tag, &format!("number-{of}-repeated"))?;
    Ok(times.unwrap_or(1).max(1))
}

fn is_unseen(tag: &BytesStart<'_>) -> Result<bool, Unreadable> {
    let seen = attribute(tag, "visibility")?;
    Ok(seen.is_some_and(|it| it == "collapse" || it == "filter"))
}
