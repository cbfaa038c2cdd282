//! 评估表: the summary and, for each town, the annex with its points filled in.

use super::cells::Formats;
use super::report::Report;
use super::{failed, sheets, summary};
use crate::problem::Problem;
use app::export_words::ExportWords;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use std::collections::BTreeSet;

/// The longest name of a sheet.
const NAME: usize = 31;

/// The whole workbook.
pub fn evaluation_workbook(report: &Report<'_>, words: &ExportWords) -> Result<Vec<u8>, Problem> {
    let mut book = Workbook::new();
    write(&mut book, report, words).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

fn write(book: &mut Workbook, report: &Report<'_>, words: &ExportWords) -> Result<(), XlsxError> {
    let formats = Formats::new();
    let mut names = BTreeSet::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(words.summary, &mut names))?;
    summary::write(sheet, report, words, &formats)?;
    for town in &report.towns {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&town.name, &mut names))?;
        sheets::write(sheet, report, town, words, &formats)?;
    }
    Ok(())
}

/// A4 across, one page wide, with the head on each page and the pages numbered.
pub(super) fn page(
    sheet: &mut Worksheet,
    words: &ExportWords,
    head: u32,
    last: (u32, u16),
) -> Result<(), XlsxError> {
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3)
        .set_print_center_horizontally(true)
        .set_footer(format!("&C{}", words.page))
        .set_repeat_rows(head, head)?
        .set_print_area(0, 0, last.0, last.1)?;
    Ok(())
}

/// A name that a sheet may have and no other has yet, whatever a town is called.
fn sheet_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let fits = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let base: String = wanted.chars().filter(fits).take(NAME - 4).collect();
    let base = if base.is_empty() {
        String::from("-")
    } else {
        base
    };
    let mut name = base.clone();
    for number in 2.. {
        // Programs do not tell letters of either case apart in names.
        if taken.insert(name.to_lowercase()) {
            break;
        }
        name = format!("{base}{number}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_has_a_name_that_may_be() {
        let mut taken = BTreeSet::new();
        assert_eq!(sheet_name("罗村镇", &mut taken), "罗村镇");
        assert_eq!(sheet_name("罗村镇", &mut taken), "罗村镇2");
        assert_eq!(sheet_name("[a]/b?", &mut taken), "ab");
        assert_eq!(sheet_name("AB", &mut taken), "AB2");
        assert_eq!(sheet_name("*", &mut taken), "-");
        let long = sheet_name(&"镇".repeat(80), &mut taken);
        assert!(long.chars().count() <= NAME, "{long}");
    }
}
