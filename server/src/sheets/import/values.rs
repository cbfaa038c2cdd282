//! What single cells say.

use super::entry::short;
use super::gather::Gathering;
use crate::sheets::export::is_risky;
use crate::sheets::workbook::{Cell, Place};
use domain::points::Points;
use domain::typed::{decimal, percentage};

/// Characters that a cell may have.
const LONGEST: usize = 500;

impl Gathering<'_, '_> {
    /// A cell as text.
    pub(super) fn text(&mut self, place: Place, cell: &Cell) -> Option<String> {
        match cell {
            Cell::Text(text) if text.chars().count() <= LONGEST => Some(own(text).to_owned()),
            Cell::Text(_) => {
                self.note(place, "too-long", vec![("most", LONGEST.to_string())]);
                None
            }
            // As words it is what it shows.
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

    /// 是 or 否, and what spreadsheets and people write for them.
    pub(super) fn truth(&mut self, place: Place, cell: &Cell) -> Option<bool> {
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

    /// A number that is shown as a percentage is none: 98.2 % is kept as 0.982.
    fn no_percentage(&mut self, place: Place, cell: &Cell) -> Option<()> {
        let Cell::Percent(shown) = cell else {
            return Some(());
        };
        self.note(place, "is-percent", vec![("value", shown.clone())]);
        None
    }

    /// A decimal; where one of a hundred is asked for, a percentage says it too: 98.2 for a cell that shows
    /// 98.20 %, which holds 0.982.
    pub(super) fn points(&mut self, place: Place, cell: &Cell, percent: bool) -> Option<Points> {
        if !percent {
            self.no_percentage(place, cell)?;
        }
        let text = self.text(place, cell)?;
        let read = if percent { percentage } else { decimal };
        let typed = read(&text);
        // `+98.2` is what some programs write.
        let digits = typed.strip_prefix('+');
        let digits = digits.filter(|it| it.starts_with(|it: char| it.is_ascii_digit()));
        let points = digits.unwrap_or(&typed).parse().ok();
        if points.is_none() {
            self.note(place, "not-a-number", vec![("value", short(&text))]);
        }
        points
    }

    /// A whole number that is not below zero.
    pub(super) fn whole<N: std::str::FromStr>(&mut self, place: Place, cell: &Cell) -> Option<N> {
        self.no_percentage(place, cell)?;
        let text = self.text(place, cell)?;
        let typed = decimal(&text);
        // `+5` is a number to the language and none to an office.
        let digits = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| typed.parse().ok()).flatten();
        if number.is_none() {
            self.note(place, "not-whole", vec![("value", short(&text))]);
        }
        number
    }
}

/// A text without the sign by which a file keeps spreadsheets from taking it for a formula.
fn own(text: &str) -> &str {
    let plain = text.strip_prefix('\'');
    plain.filter(|it| is_risky(it)).unwrap_or(text)
}
