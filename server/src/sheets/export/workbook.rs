//! 评估表: the summary, and for each town the annex with its points. 得分汇总: the summary, and the
//! towns by the rows of the table.

use super::cells::Formats;
use super::format::{book, decimals, failed};
use super::report::Report;
use super::scores::score_sheet;
use super::{sheets, summary};
use crate::problem::Problem;
use app::export_words::ExportWords;
use domain::time::Moment;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::collections::BTreeSet;

/// The longest name of a sheet.
const NAME: usize = 31;

/// The whole workbook.
pub fn evaluation_workbook(
    report: &Report<'_>,
    words: &ExportWords,
    made: Option<Moment>,
) -> Result<Vec<u8>, Problem> {
    let mut book = book(made)?;
    write(&mut book, report, words).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

/// The summary, and the towns by the rows of the table.
pub fn score_workbook(
    report: &Report<'_>,
    words: &ExportWords,
    made: Option<Moment>,
) -> Result<Vec<u8>, Problem> {
    let mut book = book(made)?;
    let formats = Formats::new(decimals(report.table));
    let sheet = book.add_worksheet();
    sheet.set_name(words.summary).map_err(failed)?;
    summary::write(sheet, report, words, &formats).map_err(failed)?;
    let rows = score_sheet(report, words);
    rows.write(book.add_worksheet(), words, &formats)
        .map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

fn write(book: &mut Workbook, report: &Report<'_>, words: &ExportWords) -> Result<(), XlsxError> {
    let formats = Formats::new(decimals(report.table));
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

/// A valid name for a sheet that no other sheet has yet, whatever the town's name.
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
        // Programs ignore case in the names of sheets.
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
