//! 得分汇总: towns by the rows of the table, with the totals.

use super::listed::{Cell, Listing};
use super::report::Report;
use app::export_words::ExportWords;
use app::words_of::fill;

/// The scores as a plain table.
pub fn score_table(report: &Report<'_>, words: &ExportWords) -> Listing {
    let mut heads = vec![
        (words.place.to_owned(), 6),
        (words.town.to_owned(), 20),
        (words.town_id.to_owned(), 14),
        (words.total.to_owned(), 14),
        (words.daily.to_owned(), 14),
        (words.showcase.to_owned(), 10),
        (words.base.to_owned(), 14),
        (words.bonus.to_owned(), 8),
        (words.penalty.to_owned(), 8),
        (words.grade.to_owned(), 6),
        (words.flag.to_owned(), 10),
    ];
    heads.extend(report.table.indicators.iter().map(|row| {
        let of: [(&str, &dyn std::fmt::Display); 3] = [
            ("id", &row.id),
            ("name", &row.name.zh),
            ("points", &row.full),
        ];
        (fill(words.column, &of), 14)
    }));
    heads.push((words.missing.to_owned(), 24));
    let rows = report.towns.iter().map(|town| {
        let score = town.score;
        let mut cells = vec![
            Cell::Count(score.place),
            Cell::text(&town.name),
            Cell::text(score.id),
            Cell::Points(score.total),
            Cell::Points(score.daily),
            score.showcase.map_or(Cell::Empty, Cell::Points),
            Cell::Points(score.base),
            Cell::Points(score.bonus),
            Cell::Points(score.penalty),
            if score.good {
                Cell::text(words.good)
            } else {
                Cell::Empty
            },
            if score.red_flag {
                Cell::text(words.flag_held)
            } else {
                Cell::Empty
            },
        ];
        cells.extend(score.indicators.iter().map(|row| Cell::Points(row.points)));
        cells.push(Cell::text(missing(words, &score.pending)));
        cells
    });
    Listing {
        name: words.summary.to_owned(),
        rows: rows.collect(),
        heads,
    }
}

/// The rows that were not entered, by their ids.
pub(super) fn missing(words: &ExportWords, pending: &[&str]) -> String {
    let names = pending.iter().map(|id| match *id {
        "showcase" => words.showcase,
        id => id,
    });
    names.collect::<Vec<_>>().join("、")
}
