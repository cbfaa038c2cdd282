//! 汇总: towns by sections, the weighted parts, total, place, grade and flag.

use super::cells::{Formats, height, lines};
use super::report::Report;
use super::scores::missing;
use super::{percent, quarter_of, workbook};
use app::export_words::ExportWords;
use app::words_of::fill;
use domain::points::Points;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The widths of columns of words and of points, in digits.
const TOWN: u16 = 18;
const POINTS: u16 = 13;
/// Totals without an end have ten decimals.
const TOTAL: u16 = 15;

pub(super) fn write(
    sheet: &mut Worksheet,
    report: &Report<'_>,
    words: &ExportWords,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let heads = heads(report, words);
    let last = u16::try_from(heads.len())
        .unwrap_or(u16::MAX)
        .saturating_sub(1);
    let quarter = quarter_of(words, report.quarter);
    let title = fill(words.summary_title, &[("quarter", &quarter)]);
    sheet.merge_range(0, 0, 0, last, &title, &formats.title)?;
    sheet.set_row_height(0, 34)?;
    let mut tallest = 1;
    for (column, (head, width)) in (0..).zip(&heads) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(1, column, head, &formats.head)?;
        tallest = tallest.max(lines(head, *width));
    }
    sheet.set_row_height(1, height(tallest))?;
    sheet.set_freeze_panes(2, 2)?;
    let mut row = 2;
    for town in &report.towns {
        let score = town.score;
        let weigh = |points: Points, weight| points.weighted(weight).unwrap_or(points);
        let totals = &report.table.totals;
        sheet.write_number_with_format(row, 0, score.place, &formats.centred)?;
        sheet.write_string_with_format(row, 1, &town.name, &formats.centred)?;
        let mut column = 2;
        for section in &report.table.sections {
            let rows = (0..).zip(&report.table.indicators);
            let of_section = rows.filter(|(_, it)| it.section == section.id);
            let sum = Points::sum(of_section.map(|(index, _)| town.points(index)));
            formats.write_points(sheet, row, column, sum.unwrap_or_default())?;
            column += 1;
        }
        let shown = score.showcase;
        let parts = [
            Some(score.daily),
            Some(weigh(score.daily, totals.daily)),
            shown,
            shown.map(|points| weigh(points, totals.showcase)),
            Some(score.total),
        ];
        for points in parts {
            match points {
                Some(points) => formats.write_points(sheet, row, column, points)?,
                None => drop(sheet.write_blank(row, column, &formats.centred)?),
            }
            column += 1;
        }
        let said = [
            if score.good {
                words.good.to_owned()
            } else {
                String::new()
            },
            if score.red_flag {
                words.flag_held.to_owned()
            } else {
                String::new()
            },
            missing(words, &score.pending),
        ];
        let tallest = lines(&said[2], TOWN).max(lines(&town.name, TOWN)).max(1);
        for text in said {
            sheet.write_string_with_format(row, column, text, &formats.centred)?;
            column += 1;
        }
        sheet.set_row_height(row, height(tallest).max(28.0))?;
        row += 1;
    }
    for note in notes(report, words) {
        sheet.merge_range(row, 0, row, last, &note, &formats.note)?;
        sheet.set_row_height(row, height(lines(&note, 160)))?;
        row += 1;
    }
    workbook::page(sheet, words, 1, (row.saturating_sub(1), last))
}

fn heads(report: &Report<'_>, words: &ExportWords) -> Vec<(String, u16)> {
    let totals = &report.table.totals;
    let mut heads = vec![(words.place.to_owned(), 6), (words.town.to_owned(), TOWN)];
    heads.extend(report.table.sections.iter().map(|section| {
        let points = section.points.abs();
        let head = fill(words.of, &[("name", &section.name.zh), ("points", &points)]);
        (head, POINTS)
    }));
    let weighted = |text, weight| fill(text, &[("percent", &percent(weight))]);
    heads.extend([
        (words.daily.to_owned(), TOTAL),
        (weighted(words.daily_weighted, totals.daily), TOTAL),
        (words.showcase.to_owned(), 10),
        (weighted(words.showcase_weighted, totals.showcase), POINTS),
        (words.total.to_owned(), TOTAL),
        (words.grade.to_owned(), 6),
        (words.flag.to_owned(), 10),
        (
            words.missing.to_owned(),
            if incomplete(report) { TOWN } else { 10 },
        ),
    ]);
    heads
}

fn incomplete(report: &Report<'_>) -> bool {
    report.towns.iter().any(|town| !town.score.complete)
}

/// What whoever reads the sheet must know before it is used.
fn notes(report: &Report<'_>, words: &ExportWords) -> Vec<String> {
    let mut notes = Vec::new();
    let open = report
        .towns
        .iter()
        .filter(|town| !town.score.complete)
        .count();
    if open > 0 {
        notes.push(fill(words.missing_note, &[("count", &open)]));
    }
    for (flag, towns) in &report.undecided {
        let text = if *flag {
            words.undecided_flag
        } else {
            words.undecided_good
        };
        notes.push(fill(text, &[("towns", &towns.join("、"))]));
    }
    notes
}
