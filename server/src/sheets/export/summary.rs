//! 汇总: towns by sections, the weighted parts, total, place, grade and flag.

use super::cells::{Formats, SIZE};
use super::format::{percent, quarter_of};
use super::measure::{TALLEST, needs};
use super::paper::Print;
use super::report::Report;
use super::scores::missing;
use app::export_words::ExportWords;
use app::words_of::fill;
use domain::points::Points;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The widths of columns, in pixels: a place, a town's name, points of a section, sums, a word.
const PLACE: u16 = 34;
const TOWN: u16 = 96;
const POINTS: u16 = 54;
const TOTAL: u16 = 50;
const WORD: u16 = 46;
/// The names of missing rows, if any.
const MISSING: u16 = 110;

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
    let mut tallest = 0.0_f64;
    for (column, (head, width)) in (0..).zip(&heads) {
        sheet.set_column_width_pixels(column, u32::from(*width))?;
        sheet.write_string_with_format(1, column, head, &formats.head)?;
        tallest = tallest.max(needs(head, *width, SIZE));
    }
    sheet.set_row_height(1, tallest.min(TALLEST))?;
    let missing_wide = heads.last().map_or(MISSING, |it| it.1);
    sheet.set_freeze_panes(2, 2)?;
    let mut row = 2;
    for town in &report.towns {
        let score = town.score;
        let weigh = |points: Points, weight| points.weighted(weight).unwrap_or(points);
        let totals = &report.table.totals;
        sheet.write_number_with_format(row, 0, score.place, &formats.count)?;
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
        let tallest = needs(&said[2], missing_wide, SIZE).max(needs(&town.name, TOWN, SIZE));
        for text in said {
            sheet.write_string_with_format(row, column, text, &formats.centred)?;
            column += 1;
        }
        sheet.set_row_height(row, tallest.clamp(26.0, TALLEST))?;
        row += 1;
    }
    let widths: Vec<u16> = heads.iter().map(|it| it.1).collect();
    for note in notes(report, words) {
        sheet.merge_range(row, 0, row, last, &note, &formats.note)?;
        let wide = widths.iter().fold(0_u16, |all, it| all.saturating_add(*it));
        sheet.set_row_height(row, needs(&note, wide, SIZE).min(TALLEST))?;
        row += 1;
    }
    let print = Print {
        title: None,
        name: &title,
        heads: (1, 1),
        fixed: 2,
        widths: &widths,
        last: row.saturating_sub(1),
    };
    print.set(sheet, words)
}

fn heads(report: &Report<'_>, words: &ExportWords) -> Vec<(String, u16)> {
    let totals = &report.table.totals;
    let mut heads = vec![
        (words.place.to_owned(), PLACE),
        (words.town.to_owned(), TOWN),
    ];
    heads.extend(report.table.sections.iter().map(|section| {
        let points = section.points.abs();
        let head = fill(words.of, &[("name", &section.name.zh), ("points", &points)]);
        (head, POINTS)
    }));
    let weighted = |text, weight| fill(text, &[("percent", &percent(weight))]);
    heads.extend([
        (words.daily.to_owned(), TOTAL),
        (weighted(words.daily_weighted, totals.daily), TOTAL),
        (words.showcase.to_owned(), TOTAL),
        (weighted(words.showcase_weighted, totals.showcase), TOTAL),
        (words.total.to_owned(), TOTAL),
        (words.grade.to_owned(), PLACE),
        (words.flag.to_owned(), WORD),
        (
            words.missing.to_owned(),
            if incomplete(report) { MISSING } else { WORD },
        ),
    ]);
    heads
}

fn incomplete(report: &Report<'_>) -> bool {
    report.towns.iter().any(|town| !town.score.complete)
}

/// Notes that readers of the sheet need before they use it.
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
