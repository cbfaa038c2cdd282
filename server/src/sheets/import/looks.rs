//! How the file to fill looks, prints and is protected: heads and names are locked, without a password, and
//! everything that is filled in is not.

use super::form::Column;
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, ProtectionOptions, Worksheet, XlsxError,
};

const A4: u8 = 9;

/// The formats of cells.
pub(super) struct Looks {
    pub(super) head: Format,
    /// A town's name, which stays as it is.
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
            // Nothing that is typed there becomes a date.
            text: open
                .clone()
                .set_num_format("@")
                .set_text_wrap()
                .set_align(FormatAlign::Top),
            open,
        }
    }

    /// That of a column in which lines are filled in.
    pub(super) fn entry(&self, column: Column) -> &Format {
        match column {
            Column::Row | Column::Matter | Column::Reason | Column::Id | Column::Finding => {
                &self.text
            }
            _ => &self.open,
        }
    }
}

/// Points that a line of text takes.
const LINE: f64 = 15.0;

/// How tall a line is whose texts are wrapped, each in a column of this width: spreadsheets do not all reckon
/// it for themselves. A Chinese character is two wide.
pub(super) fn height<'t>(texts: impl IntoIterator<Item = (&'t str, f64)>) -> f64 {
    let lines = texts.into_iter().map(|(text, width)| {
        let wide: u32 = text.chars().map(|it| 1 + u32::from(!it.is_ascii())).sum();
        // A little less than fits, for a line does not end within a word.
        (f64::from(wide) * 1.1 / width).ceil().max(1.0)
    });
    lines.fold(1.0, f64::max) * LINE + 2.0
}

/// A4 across, with the heads on each page and the pages numbered; and the heads kept from slips.
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
