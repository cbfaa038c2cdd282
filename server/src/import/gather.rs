//! From sheets to facts: every cell that says something, with where it stood, and what is wrong.

use super::entry::{Entry, short};
use super::form::{self, Column, Form};
use super::head::{self, Head};
use super::passed::{self, Passed};
use super::past::{Other, Past, Said};
use super::standing::OnRecord;
use super::wide::Wide;
use crate::workbook::{Cell, Fault, Line, Place, Room, Sheet, Unreadable};
use domain::ids::TownId;
use domain::points::Points;
use domain::scoring::Item;
use std::collections::{HashMap, HashSet};

/// Faults that are kept: a report shows two hundred.
const FAULTS: usize = 10_000;

/// Everything a file says.
pub(super) struct Gathering<'f, 't> {
    pub(super) form: &'f Form<'t>,
    pub(super) standing: &'f mut OnRecord<'t>,
    pub(super) past: &'f Past<'t>,
    /// A record that is like one that stands but for its number is another one.
    pub(super) distinct: bool,
    pub(super) entries: Vec<Entry>,
    pub(super) faults: Vec<Fault>,
    /// What was corrected since, which is left alone.
    pub(super) old: Vec<Fault>,
    /// What is not read, and what nobody sees and is.
    pub(super) passed: Vec<Fault>,
    /// Faults beyond those that are kept.
    pub(super) more: usize,
    /// Cells that are merged over several.
    pub(super) merged: HashSet<Place>,
    /// What merged cells say of other lines.
    room: Room,
    /// The percentages of rows that are ranked: the row, and where they stand.
    pub(super) percents: Vec<(String, Place, String)>,
    /// How many cells and lines are as they were written.
    pub(super) as_written: usize,
    /// The entries of values, by town and row (`showcase` for 风采展示).
    pub(super) values: HashMap<(&'t str, &'t str), usize>,
    /// Every cell of a value, by town, row and item, also those that are not taken.
    pub(super) cells: HashMap<(&'t str, &'t str, Item), Place>,
    /// The months as they come: they need not come in their order.
    pub(super) months: HashMap<usize, Vec<(u8, Points)>>,
}

impl<'f, 't> Gathering<'f, 't> {
    pub(super) fn new(
        form: &'f Form<'t>,
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
        place: Place,
        code: &'static str,
        values: Vec<(&'static str, String)>,
    ) {
        self.fault(Fault {
            place,
            code,
            values,
        });
    }

    /// Keeps a fault; of a file in which everything is wrong the first, and how many there are.
    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS {
            self.faults.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Reads a sheet by its head: with a column for the row it is in the long form, else each
    /// column is an item of a row.
    ///
    /// # Errors
    /// It says more than is read.
    pub(super) fn sheet(&mut self, at: usize, sheet: &mut Sheet) -> Result<(), Unreadable> {
        let Some(first) = sheet.lines.first().map(|line| line.number) else {
            return Ok(());
        };
        if sheet.name == form::NOTES || is_choices(sheet) {
            return Ok(());
        }
        let place = |line: u32| Place {
            sheet: at,
            line,
            column: None,
        };
        if let Some(line) = sheet.open_quote {
            self.note(place(line), "open-quote", Vec::new());
        }
        let Some(head) = Head::of(sheet, self.form) else {
            let column = form::TOWN.to_owned();
            self.note(place(first), "no-header", vec![("column", column)]);
            return Ok(());
        };
        let of = |wanted: Column| {
            let found = head
                .words
                .iter()
                .find(|(_, it)| Column::of(it) == Some(wanted));
            found.map(|(column, _)| *column)
        };
        let names = [of(Column::Town), of(Column::Row), of(Column::Item)];
        let [town_at, row_at, _] = names;
        let names: Vec<u32> = names.into_iter().flatten().collect();
        head::fill(sheet, &names, &mut self.room)?;
        let mut lines = sheet.lines.split_off(head.below);
        let mut passed = Passed::default();
        self.pass(
            &mut passed,
            &mut lines,
            (town_at.unwrap_or_default(), row_at),
        );
        self.tell(at, sheet, &head, &lines, passed);
        let line = sheet.lines.get(head.at).map_or(1, |line| line.number);
        self.wordless(place(line), &head);
        self.headless(at, &head, &lines);
        self.merged(at, sheet, &head, &names);
        if row_at.is_some() {
            let words = |column: &Column| column.word().to_owned();
            let known = self.headers(place(line), &head, Column::of, words);
            self.long(at, lines, &known);
        } else {
            let form = self.form;
            let of = |text: &str| match Column::of(text) {
                Some(Column::Town) => Some(Wide::Town),
                _ => form
                    .header(text)
                    .map(|(subject, item)| Wide::Item(subject, item)),
            };
            let words = |it: &Wide<'_>| match it {
                Wide::Town => form::TOWN.to_owned(),
                Wide::Item(subject, item) => form.words(*subject, *item),
            };
            let known = self.headers(place(line), &head, of, words);
            self.wide(at, lines, &known);
        }
        Ok(())
    }

    /// Keeps the cells that are merged over several that each say something of their own: what they say of
    /// the others would be a guess.
    fn merged(&mut self, at: usize, sheet: &Sheet, head: &Head, names: &[u32]) {
        let first = sheet.lines.get(head.below.saturating_sub(1));
        let first = first.map_or(0, |line| line.number);
        let said: Vec<u32> = head
            .words
            .iter()
            .filter(|(_, words)| !passed::is_column(words))
            .map(|(column, _)| *column)
            .collect();
        for it in sheet.merged.iter().filter(|it| it.lines.0 > first) {
            let (from, to) = it.columns;
            let covered = said.iter().filter(|column| (from..=to).contains(*column));
            let values = covered.clone().any(|column| !names.contains(column));
            if values && (it.lines.1 > it.lines.0 || covered.count() > 1) {
                self.merged.insert(Place {
                    sheet: at,
                    line: it.lines.0,
                    column: Some(from),
                });
            }
        }
    }

    /// Whether a cell stands for itself alone; one that is merged with others is told.
    pub(super) fn is_alone(&mut self, place: Place) -> bool {
        let alone = !self.merged.contains(&place);
        if !alone {
            self.note(place, "merged", Vec::new());
        }
        alone
    }

    /// A header that a spreadsheet made a date, a truth or an error of means no column.
    fn wordless(&mut self, line: Place, head: &Head) {
        for (column, cell) in &head.wordless {
            let value = match cell {
                Cell::Text(text) | Cell::Percent(text) | Cell::Failed(text) => text.as_str(),
                Cell::Truth(true) => "TRUE",
                Cell::Truth(false) => "FALSE",
                Cell::Date(_) => "日期",
                Cell::Uncomputed => "公式",
            };
            let place = Place {
                column: Some(*column),
                ..line
            };
            self.note(place, "unknown-column", vec![("value", short(value))]);
        }
    }

    /// What stands below no header would be passed over in silence.
    fn headless(&mut self, at: usize, head: &Head, lines: &[Line]) {
        let words = head.words.iter().map(|(column, _)| *column);
        let wordless = head.wordless.iter().map(|(column, _)| *column);
        let mut seen: HashSet<u32> = words.chain(wordless).collect();
        for line in lines {
            for (column, _) in &line.cells {
                if seen.insert(*column) {
                    let place = Place {
                        sheet: at,
                        line: line.number,
                        column: Some(*column),
                    };
                    self.note(place, "headless", Vec::new());
                }
            }
        }
    }

    /// What each column holds; a header that means nothing, or the same as another, is a fault.
    fn headers<H>(
        &mut self,
        line: Place,
        head: &Head,
        of: impl Fn(&str) -> Option<H>,
        words: impl Fn(&H) -> String,
    ) -> Vec<(u32, H)> {
        let mut known = Vec::new();
        let mut seen = HashSet::new();
        for (column, text) in &head.words {
            let place = Place {
                column: Some(*column),
                ..line
            };
            if passed::is_column(text) {
                continue;
            }
            let Some(header) = of(text) else {
                self.note(place, "unknown-column", vec![("value", short(text))]);
                continue;
            };
            if !seen.insert(words(&header)) {
                self.note(place, "twice-column", vec![("value", short(text))]);
                continue;
            }
            known.push((*column, header));
        }
        known
    }

    pub(super) fn town(
        &mut self,
        line: Place,
        column: u32,
        cell: Option<&Cell>,
    ) -> Option<&'t TownId> {
        let place = Place {
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

    /// Whether what was said is to be taken, beside what stood; what is not is noted, with what it is of and
    /// its words.
    pub(super) fn takes(
        &mut self,
        said: Said,
        place: Place,
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
            Fault {
                place,
                code,
                values,
            }
        };
        match said {
            Said::Anew => return true,
            Said::AsWritten => self.as_written += 1,
            Said::Conflict(other) => self.fault(told(("conflict", "conflict-gone"), other)),
            Said::Old(other) => self.old.push(told(("old", "old-gone"), other)),
        }
        false
    }
}

/// Whether a sheet is that of the choices in a file to fill, which says nothing.
pub(super) fn is_choices(sheet: &Sheet) -> bool {
    let first = sheet.lines.first().and_then(|line| line.cell(0));
    sheet.name == form::CHOICES
        && matches!(first, Some(Cell::Text(text)) if text == form::CHOICES_WORDS)
}
