//! Collects the contents of all sheets: the facts with their cells, and the faults.

use super::entry::{ImportedFact, short};
use super::form::FactForm;
use super::past::{Comparison, Other, Past};
use super::standing::OnRecord;
use crate::sheets::workbook::{Cell, CellPlace, Remark, Room};
use domain::ids::TownId;
use domain::points::Points;
use domain::scoring::Item;
use std::collections::{HashMap, HashSet};

/// How many faults are kept; a report shows two hundred.
const FAULTS: usize = 10_000;

/// The contents of a file.
pub(super) struct Gathering<'f, 't> {
    pub(super) form: &'f FactForm<'t>,
    pub(super) standing: &'f mut OnRecord<'t>,
    pub(super) past: &'f Past<'t>,
    /// Whether a record that differs from an existing one only in its number is a new record.
    pub(super) distinct: bool,
    pub(super) entries: Vec<ImportedFact>,
    pub(super) faults: Vec<Remark>,
    /// Old values, which others have corrected since; they are not entered.
    pub(super) old: Vec<Remark>,
    /// Parts that are not read, and hidden parts that are.
    pub(super) passed: Vec<Remark>,
    /// The number of faults beyond those that are kept.
    pub(super) more: usize,
    /// Cells that span several others and hold a value.
    pub(super) merged: HashSet<CellPlace>,
    /// How much has been copied from merged cells into other lines.
    pub(super) room: Room,
    /// The percentages in ranked rows: the row, the place and the text shown.
    pub(super) percents: Vec<(String, CellPlace, String)>,
    /// How many cells and lines are unchanged since the file was written.
    pub(super) as_written: usize,
    /// Indexes of the entries of values, by town and row (`showcase` for 风采展示).
    pub(super) values: HashMap<(&'t str, &'t str), usize>,
    /// Every cell with a value, by town, row and item, including those not entered.
    pub(super) cells: HashMap<(&'t str, &'t str, Item), CellPlace>,
    /// The months in the order they are read, which need not be that of the calendar.
    pub(super) months: HashMap<usize, Vec<(u8, Points)>>,
}

impl<'f, 't> Gathering<'f, 't> {
    pub(super) fn new(
        form: &'f FactForm<'t>,
        standing: &'f mut OnRecord<'t>,
        past: &'f Past<'t>,
        distinct: bool,
    ) -> Self {
        Self {
            form,
            standing,
            past,
            distinct,
            entries: Vec::new(),
            faults: Vec::new(),
            old: Vec::new(),
            passed: Vec::new(),
            more: 0,
            merged: HashSet::new(),
            room: Room::default(),
            percents: Vec::new(),
            as_written: 0,
            values: HashMap::new(),
            cells: HashMap::new(),
            months: HashMap::new(),
        }
    }

    pub(super) fn note(
        &mut self,
        place: CellPlace,
        code: &'static str,
        values: Vec<(&'static str, String)>,
    ) {
        self.fault(Remark {
            place,
            code,
            values,
        });
    }

    /// Keeps a fault. If there are too many, keeps the first ones and counts the rest.
    fn fault(&mut self, fault: Remark) {
        if self.faults.len() < FAULTS {
            self.faults.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Whether a cell is not merged with others; a merged one is reported.
    pub(super) fn is_alone(&mut self, place: CellPlace) -> bool {
        let alone = !self.merged.contains(&place);
        if !alone {
            self.note(place, "merged", Vec::new());
        }
        alone
    }

    pub(super) fn town(
        &mut self,
        line: CellPlace,
        column: u32,
        cell: Option<&Cell>,
    ) -> Option<&'t TownId> {
        let place = CellPlace {
            column: Some(column),
            ..line
        };
        let Some(cell) = cell else {
            self.note(place, "no-town", Vec::new());
            return None;
        };
        let text = self.text(place, cell)?;
        let town = self.form.town(&text);
        if town.is_none() {
            self.note(place, "unknown-town", vec![("value", short(&text))]);
        }
        town
    }

    /// Whether to enter a value or a line, given the earlier values. If not, it is recorded with
    /// its subject and words.
    pub(super) fn takes(
        &mut self,
        said: Comparison,
        place: CellPlace,
        what: impl FnOnce() -> (String, String),
    ) -> bool {
        let told = |code: (&'static str, &'static str), other: Other| {
            let Other { by, at, stands } = other;
            let (of, words) = what();
            let mut values = vec![("of", of), ("value", short(&words)), ("by", by), ("at", at)];
            let code = match stands {
                Some(stands) => {
                    values.push(("now", short(&stands)));
                    code.0
                }
                None => code.1,
            };
            Remark {
                place,
                code,
                values,
            }
        };
        match said {
            Comparison::Anew => return true,
            Comparison::AsWritten => self.as_written += 1,
            Comparison::Conflict(other) => self.fault(told(("conflict", "conflict-gone"), other)),
            Comparison::Old(other) => self.old.push(told(("old", "old-gone"), other)),
        }
        false
    }
}
