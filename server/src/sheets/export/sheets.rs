//! A town's sheet: the columns of the annex, with the points and their explanation.

use super::cells::{Formats, SIZE, merged, write_number};
use super::format::{percent, price, quarter_of, sum};
use super::measure::{needs, pieces};
use super::pages::{Span, begin, lay_out, spans};
use super::paper::{HEAD, HEADS, LINE, Print, SPARE, TITLE, page_height};
use super::report::{Report, TownReport};
use app::export_words::ExportWords;
use app::words_of::fill;
use domain::table::{Indicator, Section};
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The columns' widths in pixels: 一级指标, 二级指标, 标准, 方式, 科室, 得分, 说明. Together they
/// fill A4 landscape.
const WIDTHS: [u16; 7] = [88, 104, 318, 72, 80, 50, 333];
const POINTS: u16 = 5;
const TOLD: u16 = 6;
/// The largest height for the explanation in one row of the sheet, so that the row fits on a page.
const PART: f64 = 300.0;

pub(super) fn write(
    sheet: &mut Worksheet,
    report: &Report<'_>,
    town: &TownReport<'_>,
    words: &ExportWords,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width_pixels(column, u32::from(width))?;
    }
    let score = town.score;
    let quarter = quarter_of(words, report.quarter);
    sheet.merge_range(0, 0, 0, TOLD, &report.table.name.zh, &formats.title)?;
    sheet.set_row_height(0, TITLE)?;
    let line: [(&str, &dyn std::fmt::Display); 4] = [
        ("town", &town.name),
        ("quarter", &quarter),
        ("total", &sum(report.table, score.total)),
        ("place", &score.place),
    ];
    let line = fill(words.town_line, &line);
    sheet.merge_range(1, 0, 1, TOLD, &line, &formats.subtitle)?;
    sheet.set_row_height(1, LINE)?;
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
    sheet.set_row_height(HEAD, HEADS)?;
    sheet.set_freeze_panes(HEAD + 1, 2)?;
    let annex = Annex::of(report, town, words);
    let next = annex.write(sheet, formats)?;
    let last = annex.totals(sheet, formats, next)?;
    let name = format!("{} {quarter}", town.name);
    let print = Print {
        title: None,
        name: &name,
        heads: (HEAD, HEAD),
        fixed: 2,
        widths: &WIDTHS,
        last,
    };
    print.set(sheet, words)
}

/// A row of the sheet: the explanation of an indicator's points, or a part of it, with the columns
/// before it.
struct Row {
    /// The index of the indicator in the table.
    indicator: usize,
    /// 一级指标: the section, or the heading shared by several sections.
    first: (usize, String),
    /// 二级指标; `None` if the section is a single row of the same name, which is printed once
    /// across both columns.
    second: Option<(usize, String)>,
    /// The explanation of the points.
    told: String,
}

struct Annex<'a> {
    report: &'a Report<'a>,
    town: &'a TownReport<'a>,
    words: &'a ExportWords,
    rows: Vec<Row>,
    /// The page of each row.
    pages: Vec<usize>,
    /// The height of each row, in points.
    heights: Vec<f64>,
}

/// Sections that the annex prints under one heading: 8.1 and 8.2 together, all others alone.
fn groups(sections: &[Section]) -> impl Iterator<Item = &[Section]> {
    sections.chunk_by(|one, other| {
        let above = |section: &Section| section.id.split_once('.').map(|it| it.0.to_owned());
        above(one).is_some() && above(one) == above(other)
    })
}

impl<'a> Annex<'a> {
    fn of(report: &'a Report<'a>, town: &'a TownReport<'a>, words: &'a ExportWords) -> Self {
        let mut rows = Vec::new();
        let named = |name: &str, points: domain::points::Points| {
            fill(
                words.of,
                &[
                    ("name", &name),
                    ("points", &price(report.table, points.abs())),
                ],
            )
        };
        let mut at = 0;
        for (key, group) in groups(&report.table.sections).enumerate() {
            for section in group {
                at += 1;
                let of_section = (0..).zip(&report.table.indicators);
                let of_section = of_section.filter(|(_, row)| row.section == section.id);
                let of_section: Vec<(usize, &Indicator)> = of_section.collect();
                let alone = matches!(
                    of_section.as_slice(), [(_, row)] if row.name.zh == section.name.zh
                );
                let head = named(&section.name.zh, section.points);
                for (index, row) in of_section {
                    let (first, second) = if group.len() > 1 {
                        (words.both.to_owned(), Some((at, head.clone())))
                    } else if alone {
                        (head.clone(), None)
                    } else {
                        let name = named(&row.name.zh, row.full);
                        (head.clone(), Some((index, name)))
                    };
                    let none = Vec::new();
                    for told in parts(town.told.get(index).unwrap_or(&none)) {
                        rows.push(Row {
                            indicator: index,
                            first: (key, first.clone()),
                            second: second.clone(),
                            told,
                        });
                    }
                }
            }
        }
        let mut annex = Self {
            report,
            town,
            words,
            pages: Vec::new(),
            heights: Vec::new(),
            rows,
        };
        annex.lay_out();
        annex
    }

    /// Computes the pages and the heights of the rows.
    fn lay_out(&mut self) {
        let room = page_height() - HEADS - SPARE;
        let rows: Vec<(f64, usize)> = self
            .rows
            .iter()
            .map(|row| (needs(&row.told, WIDTHS[6], SIZE), row.indicator))
            .collect();
        let columns: Vec<Vec<usize>> = (0..POINTS).map(|column| self.keys(column)).collect();
        let needed = |column: usize, span: &Span| {
            let text = self.text(u16::try_from(column).unwrap_or(POINTS), span);
            text.map_or(0.0, |(text, wide)| needs(&text, wide, SIZE))
        };
        let (pages, heights) = lay_out(&rows, &columns, needed, room - TITLE - LINE, room);
        (self.pages, self.heights) = (pages, heights);
    }

    fn keys(&self, column: u16) -> Vec<usize> {
        let key = |row: &Row| match column {
            0 => row.first.0,
            1 => row.second.as_ref().map_or(usize::MAX, |it| it.0),
            _ => row.indicator,
        };
        self.rows.iter().map(key).collect()
    }

    /// A cell's text and width; `None` if the cell to its left covers it.
    fn text(&self, column: u16, span: &Span) -> Option<(String, u16)> {
        let row = self.rows.get(span.rows.start)?;
        let indicator = self.report.table.indicators.get(row.indicator)?;
        let wide = WIDTHS.get(usize::from(column)).copied()?;
        let (text, wide) = match column {
            0 if row.second.is_none() => (row.first.1.as_str(), wide + WIDTHS[1]),
            0 => (row.first.1.as_str(), wide),
            1 => (row.second.as_ref()?.1.as_str(), wide),
            2 => (indicator.standard.as_str(), wide),
            3 => (indicator.method.as_str(), wide),
            4 => (indicator.office.as_str(), wide),
            _ => ("", wide),
        };
        let text = match (span.goes_on, column) {
            (false, _) => text.to_owned(),
            (true, 0 | 1) => format!("{text}\n{}", self.words.goes_on),
            (true, _) => self.words.goes_on.to_owned(),
        };
        Some((text, wide))
    }

    /// Writes the rows; returns the next row.
    fn write(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<u32, XlsxError> {
        let line = |at: usize| HEAD + 1 + u32::try_from(at).unwrap_or(u32::MAX / 2);
        for (at, (row, height)) in self.rows.iter().zip(&self.heights).enumerate() {
            sheet.set_row_height(line(at), *height)?;
            sheet.write_string_with_format(line(at), TOLD, &row.told, &formats.text)?;
        }
        for column in 0..=POINTS {
            for span in spans(&self.keys(column), &self.pages) {
                let Some((text, _)) = self.text(column, &span) else {
                    continue;
                };
                let row = self.rows.get(span.rows.start);
                let alone = column == 0 && row.is_some_and(|row| row.second.is_none());
                let (first, last) = (line(span.rows.start), line(span.rows.end - 1));
                let to = if alone { 1 } else { column };
                if column == POINTS {
                    merged(
                        sheet,
                        (first, last),
                        (column, to),
                        "",
                        &formats.strong_points,
                    )?;
                    if let Some(row) = row.filter(|_| !span.goes_on) {
                        let points = self.town.points(row.indicator);
                        write_number(sheet, first, column, points, &formats.strong_points)?;
                    }
                } else {
                    merged(sheet, (first, last), (column, to), &text, &formats.text)?;
                }
            }
        }
        let breaks = begin(&self.pages).into_iter().map(line);
        // The sums stay together; they begin a new page if the last one is full.
        let (last, all) = (self.pages.last(), self.pages.iter().zip(&self.heights));
        let used: f64 = all.filter(|it| Some(it.0) == last).map(|it| it.1).sum();
        let above = if last == Some(&0) { TITLE + LINE } else { 0.0 };
        let is_full = used + above + 6.0 * LINE > page_height() - HEADS - SPARE;
        let next = line(self.rows.len());
        let breaks: Vec<u32> = breaks.chain(is_full.then_some(next)).collect();
        sheet.set_page_breaks(&breaks)?;
        Ok(next)
    }

    /// Writes the totals from a row on; returns the last row.
    fn totals(
        &self,
        sheet: &mut Worksheet,
        formats: &Formats,
        first: u32,
    ) -> Result<u32, XlsxError> {
        let (score, words) = (self.town.score, self.words);
        let weights = &self.report.table.totals;
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
        let mut row = first;
        for (label, points, rule) in lines {
            sheet.merge_range(row, 0, row, 4, label, &formats.strong)?;
            let said = if points.is_none() {
                words.not_entered
            } else {
                rule
            };
            match points {
                Some(points) => {
                    write_number(sheet, row, POINTS, points, &formats.strong_points)?;
                }
                None => drop(sheet.write_blank(row, POINTS, &formats.points)?),
            }
            sheet.write_string_with_format(row, TOLD, said, &formats.text)?;
            sheet.set_row_height(row, LINE)?;
            row += 1;
        }
        Ok(row.saturating_sub(1))
    }
}

/// Joins lines into as few parts as fit into rows of the sheet; returns at least one.
fn parts(told: &[String]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in told.iter().flat_map(|line| pieces(line, WIDTHS[6], SIZE)) {
        let together = parts.last().map(|part| format!("{part}\n{line}"));
        let fits = |text: &String| needs(text, WIDTHS[6], SIZE) <= PART;
        match (together.filter(fits), parts.last_mut()) {
            (Some(together), Some(part)) => *part = together,
            _ => parts.push(line.to_owned()),
        }
    }
    if parts.is_empty() {
        parts.push(String::new());
    }
    parts
}
