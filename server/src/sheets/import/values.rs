//! Reading single cells.

use super::entry::short;
use super::gather::Gathering;
use crate::sheets::export::is_risky;
use crate::sheets::workbook::{Cell, CellPlace};
use domain::points::Points;
use domain::typed::{decimal, percentage};

/// The longest text of a cell, in characters.
const LONGEST: usize = 500;

impl Gathering<'_, '_> {
    /// A cell as text.
    pub(super) fn text(&mut self, place: CellPlace, cell: &Cell) -> Option<String> {
        match cell {
            Cell::Text(text) if text.chars().count() <= LONGEST => Some(own(text).to_owned()),
            Cell::Text(_) => {
                self.note(place, "too-long", vec![("most", LONGEST.to_string())]);
                None
            }
            // As text, a percentage is what the cell shows.
            Cell::Percent(shown) => Some(shown.clone()),
            Cell::Truth(truth) => Some(if *truth { "是" } else { "否" }.to_owned()),
            Cell::Date(_) => {
                self.note(place, "is-date", Vec::new());
                None
            }
            Cell::Uncomputed => {
                self.note(place, "uncomputed", Vec::new());
                None
            }
            Cell::Failed(error) => {
                self.note(place, "is-error", vec![("value", error.clone())]);
                None
            }
        }
    }

    /// 是 or 否, or an equivalent that spreadsheets and people write.
    pub(super) fn truth(&mut self, place: CellPlace, cell: &Cell) -> Option<bool> {
        let text = self.text(place, cell)?;
        match text.to_ascii_lowercase().as_str() {
            "是" | "true" | "1" | "√" | "y" | "yes" => Some(true),
            "否" | "false" | "0" | "×" | "n" | "no" => Some(false),
            _ => {
                self.note(place, "not-yes-no", vec![("value", short(&text))]);
                None
            }
        }
    }

    /// Rejects a percentage where a plain number is needed: a spreadsheet stores 98.2 % as 0.982.
    fn no_percentage(&mut self, place: CellPlace, cell: &Cell) -> Option<()> {
        let Cell::Percent(shown) = cell else {
            return Some(());
        };
        self.note(place, "is-percent", vec![("value", shown.clone())]);
        None
    }

    /// A decimal. With `percent`, a percentage is read too: a cell that shows 98.20 % and stores
    /// 0.982 is read as 98.2.
    pub(super) fn points(
        &mut self,
        place: CellPlace,
        cell: &Cell,
        percent: bool,
    ) -> Option<Points> {
        if !percent {
            self.no_percentage(place, cell)?;
        }
        let text = self.text(place, cell)?;
        let read = if percent { percentage } else { decimal };
        let typed = read(&text);
        // Some programs write `+98.2`.
        let digits = typed.strip_prefix('+');
        let digits = digits.filter(|it| it.starts_with(|it: char| it.is_ascii_digit()));
        let points = digits.unwrap_or(&typed).parse().ok();
        if points.is_none() {
            self.note(place, "not-a-number", vec![("value", short(&text))]);
        }
        points
    }

    /// A whole number that is not below zero.
    pub(super) fn whole<N: std::str::FromStr>(
        &mut self,
        place: CellPlace,
        cell: &Cell,
    ) -> Option<N> {
        self.no_percentage(place, cell)?;
        let text = self.text(place, cell)?;
        let typed = decimal(&text);
        // Rust parses `+5` as a number; an office would not write it.
        let digits = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| typed.parse().ok()).flatten();
        if number.is_none() {
            self.note(place, "not-whole", vec![("value", short(&text))]);
        }
        number
    }
}

/// A text without the apostrophe that keeps spreadsheets from taking it for a formula.
fn own(text: &str) -> &str {
    let plain = text.strip_prefix('\'');
    plain.filter(|it| is_risky(it)).unwrap_or(text)
}
