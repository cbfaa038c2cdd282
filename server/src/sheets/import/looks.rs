//! The template's formats, printing and protection. Headers and names are locked without a
//! password; cells to fill in are not.

use super::form::FactColumn;
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, ProtectionOptions, Worksheet, XlsxError,
};

const A4: u8 = 9;

/// The formats of cells.
pub(super) struct Looks {
    pub(super) head: Format,
    /// A town's name, which is locked.
    pub(super) name: Format,
    /// A value to be filled in.
    pub(super) value: Format,
    open: Format,
    text: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let grey = Color::RGB(0x00ED_F1F5);
        let open = Format::new().set_unlocked();
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Thin)
                .set_background_color(grey),
            name: Format::new()
                .set_border(FormatBorder::Thin)
                .set_background_color(grey),
            value: open.clone().set_border(FormatBorder::Thin),
            // Spreadsheets must not turn input in these cells into a date.
            text: open
                .clone()
                .set_num_format("@")
                .set_text_wrap()
                .set_align(FormatAlign::Top),
            open,
        }
    }

    /// The format of a column in which lines are filled in.
    pub(super) fn entry(&self, column: FactColumn) -> &Format {
        match column {
            FactColumn::Row
            | FactColumn::Matter
            | FactColumn::Reason
            | FactColumn::Id
            | FactColumn::Finding => &self.text,
            _ => &self.open,
        }
    }
}

/// The height of a line of text, in points.
const LINE: f64 = 15.0;

/// The height of a line with wrapped texts, each with its column's width; not every spreadsheet
/// computes it. A Chinese character is two wide.
pub(super) fn height<'t>(texts: impl IntoIterator<Item = (&'t str, f64)>) -> f64 {
    let lines = texts.into_iter().map(|(text, width)| {
        let wide: u32 = text.chars().map(|it| 1 + u32::from(!it.is_ascii())).sum();
        // Reckons with less than the full width, since a line does not end within a word.
        (f64::from(wide) * 1.1 / width).ceil().max(1.0)
    });
    lines.fold(1.0, f64::max) * LINE + 2.0
}

/// Landscape A4, with the head and a page number on each page, and the head protected from slips.
pub(super) fn page(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3)
        .set_footer("&C第 &P 页，共 &N 页")
        .set_repeat_rows(0, 0)?;
    let mut allowed = ProtectionOptions::new();
    allowed.format_cells = true;
    allowed.format_columns = true;
    allowed.format_rows = true;
    allowed.insert_rows = true;
    allowed.delete_rows = true;
    allowed.sort = true;
    allowed.use_autofilter = true;
    sheet.protect_with_options(&allowed);
    Ok(())
}
