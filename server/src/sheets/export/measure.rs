//! Estimates the room that text takes. Programs compute it only when they show a workbook, and none
//! adjusts the height of a row to merged cells. The estimates are slightly larger than in any
//! program.

/// Pixels per inch; spreadsheets give widths in pixels.
const INCH: f64 = 96.0;
/// Points per inch; spreadsheets give heights in points.
const POINTS: f64 = 72.0;
/// The free space at both sides of a cell, in pixels.
const SIDES: f64 = 8.0;
/// The height of a line relative to the text size, for the tallest of the fonts that replace 宋体.
const LINE: f64 = 1.45;
/// The tallest row that every program supports, in points.
pub(super) const TALLEST: f64 = 400.0;

/// The width of a character in ems: one for a Chinese character.
fn ems(c: char) -> f64 {
    if c.is_ascii() { 0.58 } else { 1.0 }
}

/// Whether a line must not begin with this character; the one before it then moves to the new line
/// too.
fn closes(c: char) -> bool {
    "，。、；：？！）》】”’%,.;:?!)]".contains(c)
}

/// Breaks a text of size `size` in points into lines of `pixels` width; returns the end of each
/// line in bytes.
fn breaks(text: &str, pixels: u16, size: f64) -> Vec<usize> {
    let em = size * INCH / POINTS;
    let room = ((f64::from(pixels) - SIDES) / em).max(1.0);
    let mut ends = Vec::new();
    let (mut used, mut last) = (0.0, (0, 0.0));
    // Words of letters and digits are not split if they fit on one line.
    let mut word: Option<(usize, f64)> = None;
    for (at, c) in text.char_indices() {
        let wide = ems(c);
        if c == '\n' {
            ends.push(at + 1);
            (used, last, word) = (0.0, (at + 1, 0.0), None);
            continue;
        }
        word = match word {
            _ if !c.is_ascii_alphanumeric() => None,
            Some((from, before)) => Some((from, before + wide)),
            None => Some((at, wide)),
        };
        if used + wide > room {
            let (from, carried) = match word {
                Some((from, length)) if length < room => (from, length),
                _ if closes(c) && last.1 > 0.0 && last.1 + wide <= room => (last.0, last.1 + wide),
                _ => (at, wide),
            };
            // A word that is too long for a line is split where the line is full.
            if ends.last().is_some_and(|end| *end >= from) || from == 0 {
                ends.push(at);
                used = wide;
            } else {
                ends.push(from);
                used = carried;
            }
        } else {
            used += wide;
        }
        last = (at, wide);
    }
    ends.push(text.len());
    ends
}

/// How many lines a text takes in a column of this width.
pub(super) fn lines(text: &str, pixels: u16, size: f64) -> u32 {
    u32::try_from(breaks(text, pixels, size).len()).unwrap_or(u32::MAX)
}

/// The height of a row with this many lines, in points.
pub(super) fn height(lines: u32, size: f64) -> f64 {
    (f64::from(lines) * size * LINE + 5.0).ceil()
}

/// The height of a text in a column of this width, in points.
pub(super) fn needs(text: &str, pixels: u16, size: f64) -> f64 {
    height(lines(text, pixels, size), size)
}

/// Splits a text into pieces that each fit into one row of a sheet; returns at least one.
pub(super) fn pieces(text: &str, pixels: u16, size: f64) -> Vec<&str> {
    let most = ((TALLEST - 5.0) / (size * LINE)).floor();
    let mut pieces = Vec::new();
    let (mut from, mut count) = (0, 0.0);
    let mut before = 0;
    for end in breaks(text, pixels, size) {
        count += 1.0;
        if count > most {
            pieces.extend(text.get(from..before));
            (from, count) = (before, 1.0);
        }
        before = end;
    }
    pieces.extend(text.get(from..));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_before_its_column_ends() {
        // 9 points are 12 pixels, so this is ten characters wide.
        let ten = 128;
        assert_eq!(lines("", ten, 9.0), 1);
        assert_eq!(lines(&"镇".repeat(10), ten, 9.0), 1);
        assert_eq!(lines(&"镇".repeat(11), ten, 9.0), 2);
        assert_eq!(lines("镇\n镇\n镇", ten, 9.0), 3);
        // A full stop moves to the next line together with the character before it.
        let stop = format!("{}。镇镇镇镇镇镇镇镇镇", "镇".repeat(10));
        assert_eq!(lines(&stop, ten, 9.0), 3);
        // A word moves to the next line; a word too long for any line is split.
        assert_eq!(lines("镇镇镇镇镇镇镇镇镇 abc", ten, 9.0), 2);
        assert_eq!(lines(&"a".repeat(36), ten, 9.0), 3);
        assert_eq!(lines(&"镇".repeat(5), 1, 9.0), 5);
    }

    #[test]
    fn what_is_too_long_for_a_row_is_in_pieces_that_lose_nothing() {
        let text = "问题，".repeat(400);
        let pieces = pieces(&text, 128, 9.0);
        assert!(pieces.len() > 3, "{}", pieces.len());
        assert_eq!(pieces.concat(), text);
        for piece in pieces {
            assert!(needs(piece, 128, 9.0) <= TALLEST, "{piece}");
        }
        assert_eq!(super::pieces("", 128, 9.0), [""]);
    }
}
