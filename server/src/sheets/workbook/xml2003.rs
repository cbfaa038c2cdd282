//! Excel's XML of 2003 (SpreadsheetML), which many programs still write as .xls.

use super::cells::{Cell, Merged, Room, SHEETS, STYLES, Sheet, one_more};
use super::formats::{self, Shown};
use super::unreadable::Unreadable;
use super::xml::{Xml, attribute, name, number, text, truth};
use super::zip::{Budget, Metered};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Reads the sheets; of hidden ones only the names.
pub(super) fn read(file: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let budget = &Budget::new();
    let mut xml = Xml::new(Metered::new(file, budget), budget);
    let mut book = Book::default();
    let (mut style, mut sheets, mut whole) = (None, Vec::<Sheet>::new(), false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match name(&tag) {
                "Style" => {
                    style = attribute(&tag, "ID")?.map(|it| it.into_owned());
                    let parent = attribute(&tag, "Parent")?;
                    let parent = parent.and_then(|it| book.styles.get(it.as_ref()).copied());
                    one_more(book.styles.len(), STYLES)?;
                    if let (Some(id), Some(parent)) = (&style, parent) {
                        book.styles.insert(id.clone(), parent);
                    }
                }
                "NumberFormat" => {
                    let format = attribute(&tag, "Format")?;
                    one_more(book.styles.len(), STYLES)?;
                    if let (Some(id), Some(format)) = (&style, format) {
                        let shown = formats::of(&format, false);
                        book.styles.insert(id.clone(), shown);
                    }
                }
                "Worksheet" => {
                    one_more(sheets.len(), SHEETS)?;
                    sheets.push(Sheet {
                        name: attribute(&tag, "Name")?.unwrap_or_default().into_owned(),
                        ..Sheet::default()
                    });
                }
                "Table" => {
                    let own = attribute(&tag, "StyleID")?.map(|it| it.into_owned());
                    let sheet = sheets.last_mut().ok_or(Unreadable::Damaged)?;
                    book.table(&mut xml, own, sheet)?;
                }
                // This tag follows the content of the sheet that it hides.
                "Visible" => {
                    let mut seen = String::new();
                    content(&mut xml, &mut seen)?;
                    if let (Some(sheet), true) = (sheets.last_mut(), seen.starts_with("Sheet")) {
                        sheet.hidden = seen.trim() != "SheetVisible";
                    }
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "Workbook" => whole = true,
            Event::Eof if whole => break,
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
    for sheet in sheets.iter_mut().filter(|sheet| sheet.hidden) {
        sheet.lines = Vec::new();
    }
    Ok(sheets)
}

/// The workbook's styles, and how much was read.
#[derive(Default)]
struct Book {
    styles: HashMap<String, Shown>,
    room: Room,
}

impl Book {
    /// Reads the lines of a table after its opening tag. A cell without a style has that of its
    /// line, or else its column, or else the table.
    fn table(
        &mut self,
        xml: &mut Xml<'_>,
        own: Option<String>,
        sheet: &mut Sheet,
    ) -> Result<(), Unreadable> {
        let (mut line, mut column) = (0_u32, 0_u32);
        let mut columns: Vec<(u32, u32, Option<String>)> = Vec::new();
        let mut hidden_to = 0;
        let mut of_line: Option<String> = None;
        loop {
            match xml.next()? {
                Event::Start(tag) => match name(&tag) {
                    "Column" => {
                        let (from, to) = run(&tag, column)?;
                        self.room.run()?;
                        if truth(&tag, "Hidden")? {
                            sheet.hidden_columns.push((from - 1, to - 1));
                        }
                        columns.push((from, to, style(&tag)?));
                        column = to;
                    }
                    "Row" => {
                        let (from, to) = run(&tag, line)?;
                        (line, column) = (from, 0);
                        if truth(&tag, "Hidden")? {
                            hidden_to = to;
                        }
                        of_line = style(&tag)?;
                        if to > from {
                            // A tag for several equal lines has no cells.
                            line = to;
                        }
                    }
                    "Cell" => {
                        let (at, _) = run(&tag, column)?;
                        let named = style(&tag)?.or_else(|| of_line.clone()).or_else(|| {
                            // Columns are in order and do not overlap.
                            let of = columns.partition_point(|(_, to, _)| *to < at);
                            let of = columns.get(of).filter(|(from, ..)| *from <= at);
                            of.and_then(|(.., style)| style.clone())
                        });
                        let shown = named.as_ref().or(own.as_ref());
                        let shown = shown.and_then(|it| self.styles.get(it).copied());
                        let formula = attribute(&tag, "Formula")?.is_some();
                        let across = number(&tag, "MergeAcross")?.unwrap_or_default();
                        let down = number(&tag, "MergeDown")?.unwrap_or_default();
                        column = at.saturating_add(across);
                        if across > 0 || down > 0 {
                            self.room.merged()?;
                            sheet.merged.push(Merged {
                                lines: (line, line.saturating_add(down)),
                                columns: (at - 1, column - 1),
                            });
                        }
                        let cell = cell(xml, shown.unwrap_or(Shown::Number))?;
                        let cell = cell.or(formula.then_some(Cell::Uncomputed));
                        if let Some(cell) = cell {
                            self.room.take(at - 1, &cell)?;
                            sheet.put(line, at - 1, cell);
                        }
                    }
                    _ => xml.skip()?,
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "Row" if line <= hidden_to => sheet.hide(line),
                    "Table" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(Unreadable::Damaged),
                _ => {}
            }
        }
    }
}

/// The range of lines or columns that a tag covers, from 1. Without an index it follows the
/// previous tag.
fn run(tag: &BytesStart<'_>, before: u32) -> Result<(u32, u32), Unreadable> {
    let next = before.saturating_add(1);
    let from = number(tag, "Index")?.unwrap_or(next);
    if from < next {
        return Err(Unreadable::Damaged);
    }
    let span = number(tag, "Span")?.unwrap_or_default();
    Ok((from, from.saturating_add(span)))
}

fn style(tag: &BytesStart<'_>) -> Result<Option<String>, Unreadable> {
    Ok(attribute(tag, "StyleID")?.map(|it| it.into_owned()))
}

/// Reads a cell after its opening tag, without its notes.
fn cell(xml: &mut Xml<'_>, shown: Shown) -> Result<Option<Cell>, Unreadable> {
    let mut cell = None;
    loop {
        match xml.next()? {
            Event::Start(tag) if name(&tag) == "Data" => {
                let kind = attribute(&tag, "Type")?.unwrap_or_default().into_owned();
                let mut said = String::new();
                content(xml, &mut said)?;
                cell = Some(match kind.as_str() {
                    "Number" => match said.trim().parse::<f64>() {
                        Ok(number) => Cell::number(number, shown),
                        Err(_) => Cell::text(&said),
                    },
                    "Boolean" => Cell::Truth(said.trim() == "1"),
                    "Error" => Cell::Failed(said.chars().take(30).collect()),
                    "DateTime" => Cell::Date(match said.split_once('T') {
                        Some((day, time)) if time.starts_with("00:00:00") => day.to_owned(),
                        _ => String::new(),
                    }),
                    _ => Cell::text(&said),
                });
            }
            Event::Start(_) => xml.skip()?,
            Event::End(_) => {
                return Ok(cell.filter(|it| !matches!(it, Cell::Text(text) if text.is_empty())));
            }
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
}

/// Appends all text inside a tag that was just opened.
fn content(xml: &mut Xml<'_>, whole: &mut String) -> Result<(), Unreadable> {
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.next()? {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(Unreadable::Damaged),
            event => text(&event, whole)?,
        }
    }
    Ok(())
}
