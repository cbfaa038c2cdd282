//! 得分汇总: towns by the rows of the table, with the totals.

use super::format::{decimals, quarter_of};
use super::listed::{Cell, Listing};
use super::report::{Report, TownReport};
use app::export_words::ExportWords;
use app::words_of::fill;
use domain::table::Family;

/// The widths of columns in pixels: a place, a town's name, sums, a row's points, deductions,
/// words.
const PLACE: u16 = 30;
const TOWN: u16 = 86;
const SUM: u16 = 46;
const POINTS: u16 = 36;
const PENALTY: u16 = 40;
const WORDS: u16 = 100;

/// The scores as a table, for programs.
pub fn score_table(report: &Report<'_>, words: &ExportWords) -> Listing {
    let mut columns = vec![
        place(words),
        town(words),
        id(words),
        total(words),
        daily(words),
        showcase(words),
        base(words),
        bonus(words),
        penalty(words),
        grade(words),
        flag(words),
    ];
    columns.extend(rows(report, words));
    columns.push(open(words));
    listing(report, words, columns, usize::MAX)
}

/// The scores as a sheet, without the columns of the summary beside it.
pub(super) fn score_sheet(report: &Report<'_>, words: &ExportWords) -> Listing {
    let mut columns = vec![
        place(words),
        town(words),
        total(words),
        base(words),
        bonus(words),
        penalty(words),
    ];
    columns.extend(rows(report, words));
    let printed = columns.len();
    columns.extend([
        id(words),
        daily(words),
        showcase(words),
        grade(words),
        flag(words),
        open(words),
    ]);
    listing(report, words, columns, printed)
}

/// A column: its header, its width, and its cell for a town.
struct Column<'c> {
    head: String,
    width: u16,
    cell: Box<dyn Fn(&TownReport<'_>) -> Cell + 'c>,
}

fn column<'c>(head: &str, width: u16, cell: impl Fn(&TownReport<'_>) -> Cell + 'c) -> Column<'c> {
    Column {
        head: head.to_owned(),
        width,
        cell: Box::new(cell),
    }
}

fn place<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.place, PLACE, |it| Cell::Count(it.score.place))
}

fn town<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.town, TOWN, |it| Cell::text(&it.name))
}

fn id<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.town_id, WORDS, |it| Cell::text(it.score.id))
}

fn total<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.total, SUM, |it| Cell::Points(it.score.total))
}

fn daily<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.daily, WORDS, |it| Cell::Points(it.score.daily))
}

fn showcase<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.showcase, WORDS, |it| {
        it.score.showcase.map_or(Cell::Empty, Cell::Points)
    })
}

fn base<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.base, SUM, |it| Cell::Points(it.score.base))
}

fn bonus<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.bonus, POINTS, |it| Cell::Points(it.score.bonus))
}

fn penalty<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.penalty, PENALTY, |it| Cell::Points(it.score.penalty))
}

fn grade<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.grade, WORDS, |it| said(it.score.good, words.good))
}

fn flag<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.flag, WORDS, |it| {
        said(it.score.red_flag, words.flag_held)
    })
}

fn open<'c>(words: &'c ExportWords) -> Column<'c> {
    column(words.missing, WORDS, |it| {
        Cell::text(missing(words, &it.score.pending))
    })
}

fn said(is_so: bool, word: &str) -> Cell {
    if is_so { Cell::text(word) } else { Cell::Empty }
}

/// A column for each row of the table.
fn rows<'c>(report: &'c Report<'_>, words: &ExportWords) -> Vec<Column<'c>> {
    let rows = report.table.indicators.iter().enumerate();
    let one = |(index, row): (usize, &domain::table::Indicator)| {
        let of: [(&str, &dyn std::fmt::Display); 3] = [
            ("id", &row.id),
            ("name", &row.name.zh),
            ("points", &row.full),
        ];
        let width = match row.family() {
            Family::Penalty => PENALTY,
            _ => POINTS,
        };
        column(&fill(words.column, &of), width, move |it| {
            Cell::Points(it.points(index))
        })
    };
    rows.map(one).collect()
}

fn listing(
    report: &Report<'_>,
    words: &ExportWords,
    columns: Vec<Column<'_>>,
    printed: usize,
) -> Listing {
    let line = |town: &TownReport<'_>| columns.iter().map(|it| (it.cell)(town)).collect();
    Listing {
        name: words.score_rows.to_owned(),
        title: fill(
            words.score_rows_title,
            &[("quarter", &quarter_of(words, report.quarter))],
        ),
        printed,
        fixed: 2,
        choices: None,
        decimals: decimals(report.table),
        rows: report.towns.iter().map(line).collect(),
        heads: columns
            .iter()
            .map(|it| (it.head.clone(), it.width))
            .collect(),
    }
}

/// The ids of the rows that were not entered.
pub(super) fn missing(words: &ExportWords, pending: &[&str]) -> String {
    let names = pending.iter().map(|id| match *id {
        "showcase" => words.showcase,
        id => id,
    });
    names.collect::<Vec<_>>().join("、")
}
