//! The formats of cells in workbooks.

use domain::points::Points;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The size of text in cells, in points: readable on a printed page.
pub(super) const SIZE: f64 = 9.0;

/// The formats of cells.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) subtitle: Format,
    pub(super) head: Format,
    pub(super) text: Format,
    /// Text beside the printed columns: on one line, whatever its length.
    pub(super) aside: Format,
    pub(super) centred: Format,
    pub(super) count: Format,
    pub(super) points: Format,
    pub(super) strong: Format,
    pub(super) strong_points: Format,
    pub(super) note: Format,
}

impl Formats {
    /// Points have this many decimals and a gap before the border.
    pub(super) fn new(decimals: u32) -> Self {
        let stop = if decimals > 0 { "." } else { "" };
        let zeros = "0".repeat(usize::try_from(decimals).unwrap_or(0));
        let shown = format!("0{stop}{zeros}_ ");
        let plain = Format::new()
            .set_font_name("宋体")
            .set_font_size(SIZE)
            .set_align(FormatAlign::VerticalCenter);
        let wrapped = plain.clone().set_text_wrap();
        let boxed = wrapped.clone().set_border(FormatBorder::Thin);
        let centred = boxed.clone().set_align(FormatAlign::Center);
        // Digits in the font of official papers; its substitutes are as narrow.
        let count = plain
            .clone()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Center)
            .set_font_name("Times New Roman")
            // Shrinks numbers that are too wide for the column, which would otherwise show as #.
            .set_shrink();
        let points = count
            .clone()
            .set_align(FormatAlign::Right)
            .set_num_format(shown);
        Self {
            title: plain
                .clone()
                .set_font_name("黑体")
                .set_font_size(16)
                .set_align(FormatAlign::Center),
            subtitle: plain
                .clone()
                .set_font_size(10)
                .set_align(FormatAlign::Center),
            head: centred.clone().set_font_name("黑体"),
            text: boxed.clone().set_align(FormatAlign::Left),
            aside: plain
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Left),
            strong: centred.clone().set_bold(),
            strong_points: points.clone().set_bold(),
            note: wrapped.set_align(FormatAlign::Left),
            centred,
            count,
            points,
        }
    }

    /// Writes points as a number with all decimals, shown with those of the format.
    pub(super) fn write_points(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        points: Points,
    ) -> Result<(), XlsxError> {
        write_number(sheet, row, column, points, &self.points)
    }
}

/// Writes points as a number in a format. Spreadsheets keep fifteen digits; points are far smaller
/// and have at most ten decimals.
pub(super) fn write_number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    points: Points,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = points.to_string();
    match text.parse::<f64>() {
        Ok(number) => sheet.write_number_with_format(row, column, number, format)?,
        Err(_) => sheet.write_string_with_format(row, column, text, format)?,
    };
    Ok(())
}

/// Merges rows and columns into one cell.
pub(super) fn merged(
    sheet: &mut Worksheet,
    (first, last): (u32, u32),
    (from, to): (u16, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if first >= last && from == to {
        sheet.write_string_with_format(first, from, text, format)?;
    } else {
        sheet.merge_range(first, from, last, to, text, format)?;
    }
    Ok(())
}
