//! One town's sheet: the annex's columns with the points and what led to them.

use super::cells::{Formats, height, lines};
use super::report::{Report, TownReport};
use super::{percent, quarter_of, workbook};
use app::export_words::ExportWords;
use app::words_of::fill;
use domain::table::{Indicator, Section};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// The columns' widths in digits: 一级指标, 二级指标, 标准, 方式, 科室, 得分, 说明.
const WIDTHS: [u16; 7] = [14, 16, 42, 11, 13, 14, 44];
const POINTS: u16 = 5;
const TOLD: u16 = 6;
/// The row of the heads.
const HEAD: u32 = 2;
/// Lines in a row of the sheet: a spreadsheet's rows end at 409 points, and at a page.
const LINES: u32 = 24;

pub(super) fn write(
    sheet: &mut Worksheet,
    report: &Report<'_>,
    town: &TownReport<'_>,
    words: &ExportWords,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let score = town.score;
    let quarter = quarter_of(words, report.quarter);
    sheet.merge_range(0, 0, 0, TOLD, &report.table.name.zh, &formats.title)?;
    sheet.set_row_height(0, 34)?;
    let line: [(&str, &dyn std::fmt::Display); 4] = [
        ("town", &town.name),
        ("quarter", &quarter),
        ("total", &score.total),
        ("place", &score.place),
    ];
    let line = fill(words.town_line, &line);
    sheet.merge_range(1, 0, 1, TOLD, &line, &formats.subtitle)?;
    sheet.set_row_height(1, 22)?;
    let heads = [
        words.section,
        words.indicator,
        words.standard,
        words.method,
        words.office,
        words.points,
        words.explanation,
    ];
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(HEAD, column, head, &formats.head)?;
    }
    sheet.set_row_height(HEAD, 24)?;
    sheet.set_freeze_panes(HEAD + 1, 2)?;
    let mut writer = Rows {
        sheet,
        words,
        formats,
        next: HEAD + 1,
    };
    for group in groups(&report.table.sections) {
        let begins = writer.next;
        for section in group {
            writer.section(report, town, section, group.len() > 1)?;
        }
        if group.len() > 1 {
            writer.merged(begins, 0, 0, words.both, &formats.text)?;
        }
    }
    let next = writer.totals(report, town)?;
    workbook::page(sheet, words, HEAD, (next.saturating_sub(1), TOLD))
}

/// Sections that the annex prints under one head: 8.1 and 8.2 together, all others alone.
fn groups(sections: &[Section]) -> impl Iterator<Item = &[Section]> {
    sections.chunk_by(|one, other| {
        let above = |section: &Section| section.id.split_once('.').map(|it| it.0.to_owned());
        above(one).is_some() && above(one) == above(other)
    })
}

struct Rows<'s> {
    sheet: &'s mut Worksheet,
    words: &'s ExportWords,
    formats: &'s Formats,
    next: u32,
}

impl Rows<'_> {
    /// From `first` to the row before the next, over columns, as one cell.
    fn merged(
        &mut self,
        first: u32,
        from: u16,
        to: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let last = self.next.saturating_sub(1);
        if first >= last && from == to {
            self.sheet
                .write_string_with_format(first, from, text, format)?;
        } else {
            self.sheet
                .merge_range(first, from, last, to, text, format)?;
        }
        Ok(())
    }

    fn section(
        &mut self,
        report: &Report<'_>,
        town: &TownReport<'_>,
        section: &Section,
        below: bool,
    ) -> Result<(), XlsxError> {
        let begins = self.next;
        let rows: Vec<(usize, &Indicator)> = (0..)
            .zip(&report.table.indicators)
            .filter(|(_, row)| row.section == section.id)
            .collect();
        let points = section.points.abs();
        let head = fill(
            self.words.of,
            &[("name", &section.name.zh), ("points", &points)],
        );
        // A section of one row of the same name is printed once, over both columns.
        let alone = matches!(rows.as_slice(), [(_, row)] if row.name.zh == section.name.zh);
        for (index, row) in &rows {
            let first = self.next;
            self.indicator(town, *index, row)?;
            if !alone && !below {
                let full = row.full.abs();
                let name = fill(self.words.of, &[("name", &row.name.zh), ("points", &full)]);
                self.merged(first, 1, 1, &name, &self.formats.text)?;
            }
        }
        match (below, alone) {
            (true, _) => self.merged(begins, 1, 1, &head, &self.formats.text),
            (false, true) => self.merged(begins, 0, 1, &head, &self.formats.text),
            (false, false) => self.merged(begins, 0, 0, &head, &self.formats.text),
        }
    }

    /// A row of the annex; what does not fit into one row of a sheet goes on in the next.
    fn indicator(
        &mut self,
        town: &TownReport<'_>,
        index: usize,
        row: &Indicator,
    ) -> Result<(), XlsxError> {
        let (first, formats) = (self.next, self.formats);
        let none = Vec::new();
        let parts = parts(town.told.get(index).unwrap_or(&none));
        let full = row.full.abs();
        let name = fill(self.words.of, &[("name", &row.name.zh), ("points", &full)]);
        let needs = [
            lines(&name, WIDTHS[1]),
            lines(&row.standard, WIDTHS[2]),
            lines(&row.method, WIDTHS[3]),
            lines(&row.office, WIDTHS[4]),
        ];
        let needed = needs.into_iter().max().unwrap_or(1);
        let mut left = needed;
        for part in &parts {
            let here = lines(part, WIDTHS[6]);
            let last = self.next + 1 == first + u32::try_from(parts.len()).unwrap_or(1);
            let tall = if last { here.max(left) } else { here };
            left = left.saturating_sub(here);
            self.sheet
                .set_row_height(self.next, height(tall).min(405.0))?;
            self.sheet
                .write_string_with_format(self.next, TOLD, part, &formats.text)?;
            self.next += 1;
        }
        self.merged(first, 2, 2, &row.standard, &formats.text)?;
        self.merged(first, 3, 3, &row.method, &formats.text)?;
        self.merged(first, 4, 4, &row.office, &formats.text)?;
        self.merged(first, POINTS, POINTS, "", &formats.strong)?;
        formats.write_points(self.sheet, first, POINTS, town.points(index))
    }

    /// What the rows come to.
    fn totals(mut self, report: &Report<'_>, town: &TownReport<'_>) -> Result<u32, XlsxError> {
        let (score, words, weights) = (town.score, self.words, &report.table.totals);
        let total_rule = fill(
            words.total_rule,
            &[
                ("daily", &percent(weights.daily)),
                ("showcase", &percent(weights.showcase)),
            ],
        );
        let lines = [
            (words.base, Some(score.base), ""),
            (words.bonus, Some(score.bonus), ""),
            (words.penalty, Some(score.penalty), ""),
            (words.daily, Some(score.daily), words.daily_rule),
            (words.showcase, score.showcase, ""),
            (words.total, Some(score.total), &total_rule),
        ];
        for (label, points, rule) in lines {
            let row = self.next;
            self.next += 1;
            self.merged(row, 0, 4, label, &self.formats.strong)?;
            let said = if points.is_none() {
                words.not_entered
            } else {
                rule
            };
            match points {
                Some(points) => {
                    self.formats.write_points(self.sheet, row, POINTS, points)?;
                }
                None => drop(self.sheet.write_blank(row, POINTS, &self.formats.points)?),
            }
            self.sheet
                .write_string_with_format(row, TOLD, said, &self.formats.text)?;
            self.sheet.set_row_height(row, 22)?;
        }
        Ok(self.next)
    }
}

/// Lines put together to as many as a row of the sheet bears; one at least.
fn parts(told: &[String]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut used = 0;
    for line in told {
        let needs = lines(line, WIDTHS[6]);
        match parts.last_mut() {
            Some(part) if used + needs <= LINES => {
                part.push('\n');
                part.push_str(line);
                used += needs;
            }
            _ => {
                parts.push(line.clone());
                used = needs;
            }
        }
    }
    if parts.is_empty() {
        parts.push(String::new());
    }
    parts
}
