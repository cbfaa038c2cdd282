//! Reading a file into sheets: which format it is, is told by its content, never by its name.

use super::cells::{COLUMNS, Cell, Sheet, decimal};
use super::inflate;
use calamine::{DataRef, Reader, SheetType, Xlsx};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::io::Cursor;

/// More cells than any form has.
const CELLS: usize = 2_000_000;

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
    /// More cells, or more bytes once unpacked, than are read.
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

/// Reads every sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") {
        workbook(bytes)
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        Err(Unreadable::OldWorkbook)
    } else {
        Ok(vec![text(&decoded(bytes)?)?])
    }
}

fn workbook(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    inflate::check(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let (mut sheets, mut cells) = (Vec::with_capacity(names.len()), 0);
    for name in names {
        let mut sheet = Sheet {
            name: name.clone(),
            lines: Vec::new(),
        };
        let mut reader = book
            .worksheet_cells_reader(&name)
            .map_err(|_| Unreadable::Damaged)?;
        // Cell by cell: a single one in the last corner would make a range of billions.
        while let Some(found) = reader.next_cell().map_err(|_| Unreadable::Damaged)? {
            let (line, column) = found.get_position();
            let Some(cell) = cell(found.get_value()) else {
                continue;
            };
            cells += 1;
            if cells > CELLS || column >= COLUMNS {
                return Err(Unreadable::TooLarge);
            }
            sheet.put(line.saturating_add(1), column, cell);
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn cell(value: &DataRef<'_>) -> Option<Cell> {
    let text = |text: &str| Cell::Text(text.trim().to_owned());
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Text(decimal(*number)),
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::Bool(truth) => Cell::Truth(*truth),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Cell::Date,
        DataRef::Error(error) => Cell::Failed(error.to_string()),
    })
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
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
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
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let head = text.lines().find(|line| !line.trim().is_empty());
    let tabs = head.is_some_and(|head| head.contains('\t'));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let (mut record, mut cells) = (csv::StringRecord::new(), 0);
    while reader
        .read_record(&mut record)
        .map_err(|_| Unreadable::Damaged)?
    {
        let line = record.position().map_or(0, |at| started(&text, at));
        let line = u32::try_from(line).map_err(|_| Unreadable::TooLarge)?;
        for (column, text) in (0..).zip(&record) {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            cells += 1;
            if cells > CELLS || column >= COLUMNS {
                return Err(Unreadable::TooLarge);
            }
            sheet.put(line, column, Cell::Text(text.to_owned()));
        }
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
