//! How the file to fill looks, prints and is protected: heads and names are locked, without a password, and
//! everything that is filled in is not.

use crate::import::form::Column;
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
            text: open.clone().set_num_format("@"),
            open,
        }
    }

    /// That of a column in which lines are filled in.
    pub(super) fn entry(&self, column: Column) -> &Format {
        match column {
            Column::Row | Column::Matter | Column::Id | Column::Finding => &self.text,
            _ => &self.open,
        }
    }
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
