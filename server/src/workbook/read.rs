//! Reading a file into sheets: which format it is, is told by its content, never by its name.

use super::MOST;
use super::cells::{COLUMNS, Cell, Sheet, decimal};
use super::inflate;
use super::percent;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use domain::typed::tidy;
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::collections::HashSet;
use std::io::Cursor;
use std::panic::catch_unwind;

/// More cells than any form has.
const CELLS: usize = 2_000_000;
/// Bytes of all cells together: a workbook keeps a text once, however many cells show it.
const BYTES: usize = 64 * 1024 * 1024;
/// A line that no file ends with: where it is not read as the last, a quote before it is open.
const END: &str = "\u{e000}end";

/// Why a file is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// A workbook of the form before 2007, or one with a password.
    OldWorkbook,
    /// Neither a workbook nor text.
    Unknown,
    /// Text in none of UTF-8, GB18030 and UTF-16.
    Encoding,
    /// A workbook that is damaged, or text whose quotes do not end.
    Damaged,
    /// More cells, or more bytes once unpacked or in all cells, than are read.
    TooLarge,
}

impl Unreadable {
    /// The code by which the interface words it.
    pub fn code(self) -> &'static str {
        match self {
            Self::OldWorkbook => "old-workbook",
            Self::Unknown => "unknown-format",
            Self::Encoding => "encoding",
            Self::Damaged => "damaged",
            Self::TooLarge => "too-large-inside",
        }
    }
}

/// Reads every sheet that people see.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let sheets = read_all(bytes)?.into_iter();
    Ok(sheets.filter(|sheet| !sheet.hidden).collect())
}

/// The same, and the hidden ones by their names alone.
pub(crate) fn read_all(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") {
        // The crate panics on some references to cells that no program writes. Nothing outlives it
        // but the refusal.
        catch_unwind(|| workbook(bytes)).unwrap_or(Err(Unreadable::Damaged))
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        Err(Unreadable::OldWorkbook)
    } else {
        Ok(vec![text(&decoded(bytes)?)?])
    }
}

fn workbook(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    inflate::check(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let names: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let (mut sheets, mut room) = (Vec::with_capacity(names.len()), Room::default());
    for (name, hidden) in names {
        let mut sheet = Sheet {
            name: name.clone(),
            hidden,
            ..Sheet::default()
        };
        if hidden {
            sheets.push(sheet);
            continue;
        }
        let uncomputed = uncomputed(&mut book, &name)?;
        let mut reader = book
            .worksheet_cells_reader(&name)
            .map_err(|_| Unreadable::Damaged)?;
        // Cell by cell: a single one in the last corner would make a range of billions.
        while let Some((found, style)) = reader
            .next_cell_with_style_id()
            .map_err(|_| Unreadable::Damaged)?
        {
            let (line, column) = found.get_position();
            let style = reader.styles().get(style);
            let percent = percent::shown(found.get_value(), style).map(Cell::Percent);
            let cell = match percent.or_else(|| cell(found.get_value())) {
                Some(cell) => cell,
                None if uncomputed.contains(&(line, column)) => Cell::Uncomputed,
                None => continue,
            };
            room.take(column, &cell)?;
            sheet.put(line.saturating_add(1), column, cell);
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// What is left to read.
#[derive(Default)]
struct Room {
    cells: usize,
    bytes: usize,
}

impl Room {
    fn take(&mut self, column: u32, cell: &Cell) -> Result<(), Unreadable> {
        self.cells += 1;
        if let Cell::Text(text) = cell {
            self.bytes += text.len();
        }
        if self.cells > CELLS || self.bytes > BYTES || column >= COLUMNS {
            return Err(Unreadable::TooLarge);
        }
        Ok(())
    }
}

/// The cells of formulas that have no value: the program that wrote them did not compute.
fn uncomputed(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
) -> Result<HashSet<(u32, u32)>, Unreadable> {
    let mut empty = HashSet::new();
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|_| Unreadable::Damaged)?;
    while let Some(found) = reader.next_cell().map_err(|_| Unreadable::Damaged)? {
        if matches!(found.get_value(), DataRef::Empty) {
            empty.insert(found.get_position());
            if empty.len() > CELLS {
                return Err(Unreadable::TooLarge);
            }
        }
    }
    drop(reader);
    if empty.is_empty() {
        return Ok(empty);
    }
    let mut formulas = HashSet::new();
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|_| Unreadable::Damaged)?;
    while let Some(found) = reader.next_formula().map_err(|_| Unreadable::Damaged)? {
        if !found.get_value().is_empty() && empty.contains(&found.get_position()) {
            formulas.insert(found.get_position());
        }
    }
    Ok(formulas)
}

fn cell(value: &DataRef<'_>) -> Option<Cell> {
    // A character more than fits is enough to say that it is too long.
    let text = |text: &str| Cell::Text(tidy(text).chars().take(MOST + 1).collect());
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Text(decimal(*number)),
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::Bool(truth) => Cell::Truth(*truth),
        DataRef::DateTime(moment) => Cell::Date(day(moment)),
        DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Cell::Date(String::new()),
        DataRef::Error(error) => Cell::Failed(error.to_string()),
    })
}

/// A date without a time of day, as `2022-05-11`.
fn day(moment: &ExcelDateTime) -> String {
    match moment.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, 0) if moment.is_datetime() => {
            format!("{year:04}-{month:02}-{day:02}")
        }
        _ => String::new(),
    }
}

/// Text in UTF-8, in what Excel writes in China (GB18030), or in UTF-16 with its mark.
fn decoded(bytes: &[u8]) -> Result<String, Unreadable> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.contains(&0) => return Err(Unreadable::Unknown),
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => GB18030,
    };
    let (text, _, wrong) = encoding.decode(bytes);
    // What another format's bytes happen to decode to has characters that no text has.
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    if text.contains(control) {
        Err(Unreadable::Unknown)
    } else if wrong {
        Err(Unreadable::Encoding)
    } else {
        Ok(text.into_owned())
    }
}

fn text(text: &str) -> Result<Sheet, Unreadable> {
    // One kind of line end, so that lines are counted as editors count them.
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.push('\n');
    text.push_str(END);
    let head = text
        .lines()
        .find(|line| !line.trim().is_empty() && *line != END);
    let tabs = head.is_some_and(|head| head.contains('\t'));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let (mut record, mut room) = (csv::StringRecord::new(), Room::default());
    let mut ended = false;
    while reader
        .read_record(&mut record)
        .map_err(|_| Unreadable::Damaged)?
    {
        let line = record.position().map_or(0, |at| started(&text, at));
        let line = u32::try_from(line).map_err(|_| Unreadable::TooLarge)?;
        ended = record.len() == 1 && record.get(0) == Some(END);
        if ended {
            continue;
        }
        sheet.open_quote = Some(line);
        for (column, text) in (0..).zip(&record) {
            let text = tidy(text);
            if text.is_empty() {
                continue;
            }
            let cell = Cell::Text(text.chars().take(MOST + 1).collect());
            room.take(column, &cell)?;
            sheet.put(line, column, cell);
        }
    }
    if ended {
        sheet.open_quote = None;
    }
    Ok(sheet)
}

/// The line where a record starts: its position is before the blank lines that precede it.
fn started(text: &str, at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| **byte == b'\n').count();
    at.line() + blank as u64
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn first(bytes: &[u8]) -> Vec<(u32, Vec<Cell>)> {
        let sheets = read(bytes).unwrap();
        let lines = sheets[0].lines.iter();
        lines
            .map(|line| {
                let cells = line.cells.iter().map(|(_, cell)| cell.clone());
                (line.number, cells.collect())
            })
            .collect()
    }

    fn words(words: &[&str]) -> Vec<Cell> {
        words
            .iter()
            .map(|it| Cell::Text((*it).to_owned()))
            .collect()
    }

    #[test]
    fn text_is_read_in_every_encoding() {
        let text = "镇办,值\r\n\r\n罗村镇,\"98.2\"\r\n";
        let wanted = vec![(1, words(&["镇办", "值"])), (3, words(&["罗村镇", "98.2"]))];
        assert_eq!(first(text.as_bytes()), wanted);
        assert_eq!(first(format!("\u{feff}{text}").as_bytes()), wanted);
        assert_eq!(first(&GB18030.encode(text).0), wanted);
        assert_eq!(first(text.replace(',', "\t").as_bytes()), wanted);
        let wide: Vec<u8> = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(first(&wide), wanted);
    }

    #[test]
    fn an_open_quote_is_told_by_its_line() {
        for (text, line) in [
            ("镇办,值\n罗村镇,\"见附件\n太河镇,2\n", Some(2)),
            ("镇办,值\n罗村镇,\"见\n附件\"\n太河镇,\"2", Some(4)),
            ("镇办,值\n罗村镇,\"见附件\"\n\n", None),
            ("镇办,值\n罗村镇,见\"附件", None),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap()[0].open_quote, line, "{text}");
        }
    }

    #[test]
    fn a_text_that_many_cells_show_takes_no_more_room_than_fits() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let long = "长".repeat(30_000);
        for line in 0..2_000 {
            sheet.write(line, 0, &long).unwrap();
        }
        let sheets = read(&book.save_to_buffer().unwrap()).unwrap();
        let bytes: usize = sheets[0]
            .lines
            .iter()
            .flat_map(|line| &line.cells)
            .map(|(_, cell)| match cell {
                Cell::Text(text) => text.len(),
                _ => 0,
            })
            .sum();
        assert_eq!(bytes, 2_000 * 3 * (MOST + 1));
    }

    /// A zip of stored parts.
    fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut zip, mut directory) = (Vec::new(), Vec::new());
        let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        for (name, bytes) in parts {
            let mut crc = flate2::Crc::new();
            crc.update(bytes);
            let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
            common.extend(crc.sum().to_le_bytes());
            common.extend([four(bytes.len()), four(bytes.len())].concat());
            common.extend([u8::try_from(name.len()).unwrap(), 0, 0, 0]);
            let start = zip.len();
            zip.extend([b"PK\x03\x04", &common[..], name.as_bytes(), bytes].concat());
            directory.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 10]].concat());
            directory.extend([&four(start)[..], name.as_bytes()].concat());
        }
        let start = zip.len();
        zip.extend(&directory);
        let count = u8::try_from(parts.len()).unwrap();
        zip.extend([b"PK\x05\x06", &[0, 0, 0, 0, count, 0, count, 0][..]].concat());
        zip.extend([&four(directory.len())[..], &four(start), &[0, 0]].concat());
        zip
    }

    /// A workbook of one sheet.
    fn book(sheet: &str) -> Vec<u8> {
        let book = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
            <sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#;
        let related = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
            <Relationship Id="r1" Target="worksheets/sheet1.xml"
              Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
            </Relationships>"#;
        let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
            <Relationship Id="r1" Target="xl/workbook.xml"
              Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
            </Relationships>"#;
        zip(&[
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", related.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ])
    }

    #[test]
    fn a_formula_that_was_never_computed_is_not_blank() {
        let sheet = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
            <row r="1"><c r="A1"><f>90+8</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"/></row>
            </sheetData></worksheet>"#;
        let computed = Cell::Text("2".to_owned());
        assert_eq!(first(&book(sheet)), [(1, vec![Cell::Uncomputed, computed])]);
    }

    #[test]
    fn a_reference_that_no_program_writes_is_a_damaged_file() {
        for (dimension, at) in [
            ("A1", "ZZZZZZZZZZZZ1"),
            ("A1", "A99999999999999999999"),
            ("A1", "ÿ1"),
            ("A1", "A0"),
            ("B2:A1", "A1"),
        ] {
            let sheet = format!(
                r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
                <dimension ref="{dimension}"/><sheetData><row r="1"><c r="{at}"><v>1</v></c></row></sheetData>
                </worksheet>"#
            );
            let refused = read(&book(&sheet)).err();
            assert_eq!(refused, Some(Unreadable::Damaged), "{dimension}, {at}");
        }
    }

    #[test]
    fn what_is_no_table_is_told_apart() {
        for (bytes, why) in [
            (&b"\xd0\xcf\x11\xe0rest"[..], Unreadable::OldWorkbook),
            (b"PK\x03\x04rest", Unreadable::Damaged),
            (b"a\0b", Unreadable::Unknown),
            (b"%PDF-1.7\n\x01\x02", Unreadable::Unknown),
            (b"a\xff\xff\xff", Unreadable::Encoding),
        ] {
            assert_eq!(read(bytes).err(), Some(why), "{bytes:?}");
        }
        assert!(read(b"").unwrap()[0].lines.is_empty());
    }
}
