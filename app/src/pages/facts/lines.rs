//! The lines of a form, including blank ones for new entries.

use crate::api::facts::{FactsColumn, FactsForm, FactsLine};
use domain::time::Quarter;

impl FactsLine {
    /// Whether this is a blank line, whose town has to be chosen.
    pub(super) fn is_new(&self) -> bool {
        self.town_name.is_empty()
    }

    /// The line's values in an earlier quarter.
    pub(super) fn of(&self, quarter: Quarter) -> Option<Vec<String>> {
        let mut earlier = self.earlier.iter();
        let found = earlier.find(|(known, _)| *known == quarter);
        found.map(|(_, values)| values.clone())
    }

    /// The town's id; empty on a blank line.
    pub(super) fn town_name_or_blank(&self) -> String {
        if self.is_new() {
            String::new()
        } else {
            self.town.to_string()
        }
    }
}

/// The form's lines, followed by the blank ones if `blanks` is set.
pub(super) fn with_blanks(form: &FactsForm, blanks: bool) -> Vec<FactsLine> {
    let mut lines = form.lines.clone();
    if let Some((town, _)) = form.towns.first().filter(|_| blanks) {
        for slot in &form.fresh {
            lines.push(FactsLine {
                town: town.clone(),
                town_name: String::new(),
                slot: slot.clone(),
                seen: 0,
                values: form.columns.iter().map(unfilled).collect(),
                made: None,
                waived: None,
                aside: false,
                held: false,
                earlier: Vec::new(),
                findings: Vec::new(),
                history: Vec::new(),
            });
        }
    }
    lines
}

/// A cell's value on a new line: a claim or record begins as undecided.
fn unfilled(column: &FactsColumn) -> String {
    match column.key.as_str() {
        "status" => "pending".to_owned(),
        _ => String::new(),
    }
}
