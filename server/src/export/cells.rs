//! How cells of workbooks look, and how high a row must be to show its text.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// A line of text of ten points, in points.
const LINE: f64 = 14.0;

/// The looks of cells.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) subtitle: Format,
    pub(super) head: Format,
    pub(super) text: Format,
    pub(super) centred: Format,
    pub(super) points: Format,
    pub(super) strong: Format,
    pub(super) note: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let plain = Format::new()
            .set_font_name("宋体")
            .set_font_size(10)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        let boxed = plain.clone().set_border(FormatBorder::Thin);
        let centred = boxed.clone().set_align(FormatAlign::Center);
        Self {
            title: plain
                .clone()
                .set_font_size(16)
                .set_bold()
                .set_align(FormatAlign::Center),
            subtitle: plain.clone().set_align(FormatAlign::Center),
            head: centred.clone().set_font_name("黑体"),
            text: boxed.clone().set_align(FormatAlign::Left),
            points: centred.clone(),
            strong: centred.clone().set_bold(),
            note: plain.set_align(FormatAlign::Left),
            centred,
        }
    }
}

/// How many lines a text takes in a column of so many digits' width.
pub(super) fn lines(text: &str, width: u16) -> u32 {
    // A character of Chinese is two digits wide; a line breaks before it is quite full.
    let room = u32::from(width).saturating_sub(1).max(2);
    let of = |line: &str| {
        let wide: u32 = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        wide.div_ceil(room).max(1)
    };
    text.split('\n').map(of).sum()
}

/// The height of a row of so many lines, in points.
pub(super) fn height(lines: u32) -> f64 {
    f64::from(lines) * LINE + 6.0
}
