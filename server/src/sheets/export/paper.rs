//! The print layout of sheets: A4 in every program, one page wide, with the headers on each page,
//! and the name and the page number below.

use app::export_words::ExportWords;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The number of A4 in workbooks.
const A4: u8 = 9;
/// The sides of A4 in inches, less the margins on both sides.
const ACROSS: f64 = 11.69 - 2.0 * SIDE;
const UPRIGHT: f64 = 8.27 - 2.0 * SIDE;
/// Margins in inches: at the sides, above, below, and from the edge to header and footer.
const SIDE: f64 = 0.4;
const ABOVE: f64 = 0.75;
const BELOW: f64 = 0.65;
const EDGE: f64 = 0.3;
/// How much wider than the page the columns may be together: printing shrinks nine-point text by as
/// much.
const SHRINKS: f64 = 1.02;

/// The row of the headers on a sheet with its own title and second line.
pub(super) const HEAD: u32 = 2;
/// The heights of the title, second line, headers and sums on such a sheet, in points.
pub(super) const TITLE: f64 = 34.0;
pub(super) const LINE: f64 = 22.0;
pub(super) const HEADS: f64 = 24.0;
/// The height left free on each page, in points, since programs differ in layout.
pub(super) const SPARE: f64 = 8.0;

/// The printed part of a sheet.
pub(super) struct Print<'t> {
    /// The name above each page; `None` if the sheet has it in a row.
    pub(super) title: Option<&'t str>,
    /// The name below each page.
    pub(super) name: &'t str,
    /// The first and the last row of the headers, which are repeated on each page.
    pub(super) heads: (u32, u32),
    /// How many of the first columns each page repeats if a sheet is several pages wide.
    pub(super) fixed: u16,
    /// The widths of the columns that are printed, in pixels.
    pub(super) widths: &'t [u16],
    /// The last row.
    pub(super) last: u32,
}

/// Whether columns of these widths need landscape A4; otherwise it is portrait.
pub(super) fn is_across(widths: &[u16]) -> bool {
    pixels(widths) > UPRIGHT * 96.0 * SHRINKS
}

/// The height for rows on a landscape page, in points.
pub(super) fn page_height() -> f64 {
    (8.27 - ABOVE - BELOW) * 72.0
}

fn pixels(widths: &[u16]) -> f64 {
    widths.iter().map(|it| f64::from(*it)).sum()
}

/// How many pages wide the sheet is, so that text stays readable.
fn beside(widths: &[u16]) -> u16 {
    let page = if is_across(widths) { ACROSS } else { UPRIGHT };
    (1..20)
        .find(|count| pixels(widths) <= f64::from(*count) * page * 96.0 * SHRINKS)
        .unwrap_or(20)
}

impl Print<'_> {
    /// Sets the sheet up for printing.
    pub(super) fn set(&self, sheet: &mut Worksheet, words: &ExportWords) -> Result<(), XlsxError> {
        if is_across(self.widths) {
            sheet.set_landscape();
        } else {
            sheet.set_portrait();
        }
        let last = u16::try_from(self.widths.len()).unwrap_or(u16::MAX);
        let wide = beside(self.widths);
        sheet
            .set_paper_size(A4)
            .set_print_fit_to_pages(wide, 0)
            .set_margins(SIDE, SIDE, ABOVE, BELOW, EDGE, EDGE)
            .set_print_center_horizontally(true)
            // Header and footer do not shrink with the sheet.
            .set_header_footer_scale_with_doc(false)
            .set_footer(format!("&L&9 {}&C&9 {}", plain(self.name), words.page))
            .set_repeat_rows(self.heads.0, self.heads.1)?
            .set_print_area(0, 0, self.last, last.saturating_sub(1))?;
        if let Some(title) = self.title {
            sheet.set_header(format!("&C&\"黑体,Regular\"&14 {}", plain(title)));
        }
        if wide > 1 && self.fixed > 0 {
            sheet.set_repeat_columns(0, self.fixed - 1)?;
        }
        Ok(())
    }
}

/// Text for a header, which is at most 255 characters long; `&` is escaped.
fn plain(text: &str) -> String {
    let text: String = text.chars().take(100).collect();
    text.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_choose_their_paper() {
        assert!(!is_across(&[300, 400]));
        assert!(is_across(&[400, 400]));
        assert_eq!(beside(&[300, 400]), 1);
        assert_eq!(beside(&[500, 540]), 1);
        assert_eq!(beside(&[800, 800]), 2);
    }
}
