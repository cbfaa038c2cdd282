//! Files that a quarter is handed on with: pure, from an evaluation and its scores to bytes.

mod cells;
mod findings;
mod listed;
mod report;
mod said;
mod scores;
mod sheets;
mod summary;
mod workbook;

pub use findings::{finding_rows, finding_table};
pub use listed::{Cell, Listing, is_risky, plain};
pub use report::Report;
pub use scores::score_table;
pub use workbook::evaluation_workbook;

use crate::problem::Problem;
use app::export_words::ExportWords;
use domain::points::Points;
use domain::time::Quarter;

/// Decimals that a cell holds as a number; with more, or without an end, points are text.
const DECIMALS: u32 = 4;

/// Points as a number, where a spreadsheet's own numbers hold and show them whole.
fn as_number(points: Points) -> Option<f64> {
    let text = points.to_string();
    (points.has_decimals_at_most(DECIMALS) && text.len() <= 12)
        .then(|| text.parse().ok())
        .flatten()
}

/// A weight as people write it: `70%`.
fn percent(weight: Points) -> String {
    let hundredfold = weight.times(100).unwrap_or(weight);
    format!("{hundredfold}%")
}

/// A quarter in the words of the documents.
fn quarter_of(words: &ExportWords, quarter: Quarter) -> String {
    app::words_of::fill(
        words.quarter,
        &[("year", &quarter.year()), ("number", &quarter.number())],
    )
}

fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::internal(error)
}
