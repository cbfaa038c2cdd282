//! Reading a sheet. Its head decides whether each line is a fact or a town.

use super::entry::short;
use super::form::{self, FactColumn};
use super::gather::Gathering;
use super::head::{self, Head};
use super::passed::{self, Passed};
use super::wide::Wide;
use crate::sheets::workbook::{Cell, CellLine, CellPlace, Sheet, Unreadable};
use std::collections::HashSet;

impl Gathering<'_, '_> {
    /// Reads a sheet according to its head. With a column for the row of the table it has the long
    /// form; otherwise each column is an item of a row.
    ///
    /// # Errors
    /// The sheet exceeds the limit for one file.
    pub(super) fn sheet(&mut self, at: usize, sheet: &mut Sheet) -> Result<(), Unreadable> {
        let Some(first) = sheet.lines.first().map(|line| line.number) else {
            return Ok(());
        };
        if sheet.name == form::NOTES || is_choices(sheet) {
            return Ok(());
        }
        let place = |line: u32| CellPlace {
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
        let of = |wanted: FactColumn| {
            let found = head
                .words
                .iter()
                .find(|(_, it)| FactColumn::of(it) == Some(wanted));
            found.map(|(column, _)| *column)
        };
        let names = [
            of(FactColumn::Town),
            of(FactColumn::Row),
            of(FactColumn::Item),
        ];
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
            let words = |column: &FactColumn| column.word().to_owned();
            let known = self.headers(place(line), &head, FactColumn::of, words);
            self.long(at, lines, &known);
        } else {
            let form = self.form;
            let of = |text: &str| match FactColumn::of(text) {
                Some(FactColumn::Town) => Some(Wide::Town),
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

    /// Records merged cells that span several lines or columns with values: their value for the
    /// others would be a guess.
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
                self.merged.insert(CellPlace {
                    sheet: at,
                    line: it.lines.0,
                    column: Some(from),
                });
            }
        }
    }

    /// Reports headers that a spreadsheet turned into a date, a truth value or an error.
    fn wordless(&mut self, line: CellPlace, head: &Head) {
        for (column, cell) in &head.wordless {
            let value = match cell {
                Cell::Text(text) | Cell::Percent(text) | Cell::Failed(text) => text.as_str(),
                Cell::Truth(true) => "TRUE",
                Cell::Truth(false) => "FALSE",
                Cell::Date(_) => "日期",
                Cell::Uncomputed => "公式",
            };
            let place = CellPlace {
                column: Some(*column),
                ..line
            };
            self.note(place, "unknown-column", vec![("value", short(value))]);
        }
    }

    /// Reports values without a header; otherwise they would be skipped silently.
    fn headless(&mut self, at: usize, head: &Head, lines: &[CellLine]) {
        let words = head.words.iter().map(|(column, _)| *column);
        let wordless = head.wordless.iter().map(|(column, _)| *column);
        let mut seen: HashSet<u32> = words.chain(wordless).collect();
        for line in lines {
            for (column, _) in &line.cells {
                if seen.insert(*column) {
                    let place = CellPlace {
                        sheet: at,
                        line: line.number,
                        column: Some(*column),
                    };
                    self.note(place, "headless", Vec::new());
                }
            }
        }
    }

    /// The contents of each column. A header that is unknown or repeated is a fault.
    fn headers<H>(
        &mut self,
        line: CellPlace,
        head: &Head,
        of: impl Fn(&str) -> Option<H>,
        words: impl Fn(&H) -> String,
    ) -> Vec<(u32, H)> {
        let mut known = Vec::new();
        let mut seen = HashSet::new();
        for (column, text) in &head.words {
            let place = CellPlace {
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
}

/// Whether a sheet is the template's list of choices, which holds no data.
fn is_choices(sheet: &Sheet) -> bool {
    let first = sheet.lines.first().and_then(|line| line.cell(0));
    sheet.name == form::CHOICES
        && matches!(first, Some(Cell::Text(text)) if text == form::CHOICES_WORDS)
}
