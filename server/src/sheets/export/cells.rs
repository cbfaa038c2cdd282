//! How cells of workbooks look.

use domain::points::Points;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The size of text in cells, in points: what a printed page must bear to be read.
pub(super) const SIZE: f64 = 9.0;

/// The looks of cells.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) subtitle: Format,
    pub(super) head: Format,
    pub(super) text: Format,
    /// Words beside the printed columns: on one line, however long.
    pub(super) aside: Format,
    pub(super) centred: Format,
    pub(super) count: Format,
    pub(super) points: Format,
    pub(super) strong: Format,
    pub(super) strong_points: Format,
    pub(super) note: Format,
}

impl Formats {
    /// With so many decimals of points, and a gap between them and the border.
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
        // Digits as official papers have them, which are narrow wherever the font is there or not.
        let count = plain
            .clone()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Center)
            .set_font_name("Times New Roman")
            // What is wider than its column is made smaller; else it would show as a row of #.
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

    /// Points as a number with all its decimals, shown with those of the format.
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

/// Points as a number in a format. A spreadsheet's numbers have fifteen digits; points are bounded
/// far below that and written with ten decimals at most.
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

/// Rows and columns as one cell.
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
