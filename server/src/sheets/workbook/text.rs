//! Text files from spreadsheets: values separated by commas or tabs, quoted if they contain a
//! separator.

use super::cells::{Cell, Room, Sheet};
use super::unreadable::Unreadable;
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;

/// Decodes UTF-8, GB18030 (which Excel writes in China), or UTF-16 with a byte order mark.
pub(super) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.contains(&0) => return Err(Unreadable::Unknown),
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => GB18030,
    };
    let (text, _, wrong) = encoding.decode(bytes);
    // Bytes of another format may decode by chance; they contain control characters that text does
    // not.
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    if text.contains(control) {
        Err(Unreadable::Unknown)
    } else if wrong {
        Err(Unreadable::Encoding)
    } else {
        Ok(text)
    }
}

/// The cells of a text. Values are added as they are read; a line of commas adds nothing.
pub(super) fn read(text: &str) -> Result<Sheet, Unreadable> {
    let head = text
        .split(['\n', '\r'])
        .find(|line| !line.trim().is_empty());
    let tabs = head.is_some_and(|head| head.contains('\t'));
    let mut sheet = Sheet::default();
    let mut room = Room::default();
    let mut values = Values {
        rest: text,
        between: if tabs { b'\t' } else { b',' },
        line: 1,
        is_open: false,
    };
    let (mut line, mut column) = (1, 0);
    while let Some((value, end)) = values.next() {
        let cell = Cell::text(&value);
        if !matches!(&cell, Cell::Text(text) if text.is_empty()) {
            room.take(column, &cell)?;
            sheet.put(line, column, cell);
        }
        column = column.saturating_add(1);
        if end == End::Line {
            (line, column) = (values.line, 0);
        }
    }
    // Reported at the line where the value begins.
    sheet.open_quote = values.is_open.then_some(line);
    Ok(sheet)
}

/// Reads the values of a text one after the other.
struct Values<'t> {
    rest: &'t str,
    between: u8,
    /// The line where the rest begins.
    line: u32,
    /// Whether a quote was not closed.
    is_open: bool,
}

#[derive(PartialEq, Eq)]
enum End {
    Value,
    Line,
}

impl<'t> Values<'t> {
    /// The next value, and whether it ends its line.
    fn next(&mut self) -> Option<(Cow<'t, str>, End)> {
        if self.rest.is_empty() {
            return None;
        }
        let value = match self.rest.strip_prefix('"') {
            Some(quoted) => self.quoted(quoted),
            None => Cow::Borrowed(self.until_end()),
        };
        let mut rest = self.rest.chars();
        let end = match rest.next() {
            Some('\r') => {
                if let Some(after) = rest.as_str().strip_prefix('\n') {
                    rest = after.chars();
                }
                End::Line
            }
            Some('\n') => End::Line,
            _ => End::Value,
        };
        self.rest = rest.as_str();
        if end == End::Line {
            self.line = self.line.saturating_add(1);
        }
        Some((value, end))
    }

    /// The text up to the next separator or end of line.
    fn until_end(&mut self) -> &'t str {
        let ends = |it: u8| it == self.between || matches!(it, b'\n' | b'\r');
        let length = self.rest.bytes().position(ends);
        let (value, rest) = self.rest.split_at(length.unwrap_or(self.rest.len()));
        self.rest = rest;
        value
    }

    /// A quoted value, in which two quotes stand for one. Text after the closing quote belongs to
    /// it too.
    fn quoted(&mut self, quoted: &'t str) -> Cow<'t, str> {
        let mut value = Cow::Borrowed("");
        let mut rest = quoted;
        loop {
            let Some((part, after)) = rest.split_once('"') else {
                self.is_open = true;
                self.rest = "";
                return append(value, rest);
            };
            value = append(value, part);
            let breaks = part.bytes().filter(|it| *it == b'\n').count();
            self.line = self
                .line
                .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            match after.strip_prefix('"') {
                Some(after) => {
                    value = append(value, "\"");
                    rest = after;
                }
                None => {
                    self.rest = after;
                    return append(value, self.until_end());
                }
            }
        }
    }
}

fn append<'t>(value: Cow<'t, str>, part: &'t str) -> Cow<'t, str> {
    match value {
        Cow::Borrowed("") => Cow::Borrowed(part),
        value if part.is_empty() => value,
        value => Cow::Owned(value.into_owned() + part),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u32, Vec<(u32, String)>)> {
        let sheet = read(text).unwrap();
        let lines = sheet.lines.into_iter().map(|line| {
            let cells = line.cells.into_iter().map(|(column, cell)| match cell {
                Cell::Text(text) => (column, text),
                other => panic!("{other:?}"),
            });
            (line.number, cells.collect())
        });
        lines.collect()
    }

    fn cells(all: &[(u32, &str)]) -> Vec<(u32, String)> {
        let own = |(column, text): &(u32, &str)| (*column, (*text).to_owned());
        all.iter().map(own).collect()
    }

    #[test]
    fn quotes_hold_what_would_end_a_value() {
        let text =
            "镇办,事项\r\n罗村镇,\"甲,\"\"乙\"\"\n丙\"\r\n\n,\"\",见\"附件\"\n太河镇,\"丁\"后";
        assert_eq!(
            lines(text),
            [
                (1, cells(&[(0, "镇办"), (1, "事项")])),
                (2, cells(&[(0, "罗村镇"), (1, "甲,\"乙\"\n丙")])),
                (5, cells(&[(2, "见\"附件\"")])),
                (6, cells(&[(0, "太河镇"), (1, "丁后")])),
            ]
        );
        assert_eq!(
            lines("甲\t乙,丙\r丁"),
            [
                (1, cells(&[(0, "甲"), (1, "乙,丙")])),
                (2, cells(&[(0, "丁")])),
            ]
        );
    }

    #[test]
    fn an_open_quote_is_told_by_its_line() {
        for (text, line) in [
            ("镇办,值\n罗村镇,\"见附件\n太河镇,2\n", Some(2)),
            ("镇办,值\n罗村镇,\"见\n附件\"\n太河镇,\"2", Some(4)),
            ("镇办,值\n罗村镇,\"见附件\"\n\n", None),
            ("镇办,值\n罗村镇,见\"附件", None),
            ("镇办,值\n罗村镇,\"2\"", None),
            ("镇办,值\n罗村镇,\"", Some(2)),
        ] {
            assert_eq!(read(text).unwrap().open_quote, line, "{text}");
        }
    }

    #[test]
    fn a_line_of_commas_is_nothing_and_a_cell_far_out_is_too_much() {
        let commas = ",".repeat(1_000_000);
        assert!(lines(&commas).is_empty());
        assert_eq!(read(&(commas + "x")).err(), Some(Unreadable::TooLarge));
    }
}
