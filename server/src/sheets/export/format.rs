//! How documents write points, weights and quarters, and the workbook that they begin with.

use crate::problem::Problem;
use app::export_words::ExportWords;
use domain::points::Points;
use domain::table::Table;
use domain::time::{Moment, Quarter};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

/// How many decimals of points a table shows; cells store all.
pub(super) fn decimals(table: &Table) -> u32 {
    table.totals.shown_decimals()
}

/// A sum as documents show it, always with the same decimals: `88.70`.
pub(super) fn sum(table: &Table, points: Points) -> String {
    table.totals.fixed(points)
}

/// A deduction or an award, with only the decimals needed: `0.5`.
pub(super) fn price(table: &Table, points: Points) -> String {
    table.totals.brief(points)
}

/// An empty workbook; `made` is its creation time, or now if `None`.
pub(super) fn book(made: Option<Moment>) -> Result<Workbook, Problem> {
    let mut book = Workbook::new();
    // Column widths are measured in digits of the default font. This font, or its substitute, has
    // the same width on every system.
    let digits = Format::new().set_font_name("Arial").set_font_size(10);
    book.set_default_format(&digits, 17, 64).map_err(failed)?;
    if let Some(at) = made {
        let at = ExcelDateTime::from_timestamp(at.timestamp().as_second()).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&at));
    }
    Ok(book)
}

/// A weight as a percentage: `70%`.
pub(super) fn percent(weight: Points) -> String {
    let hundredfold = weight.times(100).unwrap_or(weight);
    format!("{hundredfold}%")
}

/// A quarter as documents name it.
pub(super) fn quarter_of(words: &ExportWords, quarter: Quarter) -> String {
    app::words_of::fill(
        words.quarter,
        &[("year", &quarter.year()), ("number", &quarter.number())],
    )
}

pub(super) fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::internal(error)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn points_are_shown_with_the_decimals_of_their_table() {
        let table = domain::table::builtin("zichuan-2022").unwrap();
        for (exact, as_sum, as_price) in [
            ("88.6605333333", "88.66", "88.66"),
            ("88.7", "88.70", "88.7"),
            ("88", "88.00", "88"),
            ("-0.5", "-0.50", "-0.5"),
            ("9.995", "10.00", "10"),
        ] {
            let points: Points = exact.parse().unwrap();
            assert_eq!(sum(table, points), as_sum);
            assert_eq!(price(table, points), as_price);
        }
    }
}
