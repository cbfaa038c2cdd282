//! The long form, in which each line names its row of the table. Claims, records and waivers have
//! no other form.

use super::entry::{ImportedFact, blank, short};
use super::form::{self, FactColumn, STATUSES, Subject};
use super::gather::Gathering;
use crate::sheets::workbook::{Cell, CellLine, CellPlace};
use domain::ids::TownId;
use domain::scoring::{Item, Status};
use domain::table::{Indicator, Takes};
use domain::typed::alike;
use std::borrow::Cow;

/// The longest number of a claim or record, in characters.
const ID: usize = 64;

/// A line with its columns.
struct Read<'l> {
    place: CellPlace,
    line: &'l CellLine,
    columns: &'l [(u32, FactColumn)],
}

impl<'l> Read<'l> {
    fn at(&self, column: FactColumn) -> Option<u32> {
        let found = self.columns.iter().find(|(_, it)| *it == column);
        found.map(|(at, _)| *at)
    }

    fn place(&self, column: FactColumn) -> CellPlace {
        CellPlace {
            column: self.at(column),
            ..self.place
        }
    }

    fn cell(&self, column: FactColumn) -> Option<&'l Cell> {
        self.line.cell(self.at(column)?)
    }
}

impl<'t> Gathering<'_, 't> {
    /// Reads the lines of a sheet in the long form.
    pub(super) fn long(
        &mut self,
        sheet: usize,
        lines: Vec<CellLine>,
        columns: &[(u32, FactColumn)],
    ) {
        for line in lines {
            let read = Read {
                place: CellPlace {
                    sheet,
                    line: line.number,
                    column: None,
                },
                line: &line,
                columns,
            };
            self.line(&read);
        }
    }

    fn line(&mut self, read: &Read<'_>) {
        // In the sheet of values, the template fills in town and row, so a line with nothing else
        // is blank. In the other sheets people write every line themselves.
        let names = |column| {
            matches!(
                column,
                FactColumn::Town | FactColumn::Row | FactColumn::Item
            )
        };
        let says =
            |(at, column): &(u32, FactColumn)| !names(*column) && read.line.cell(*at).is_some();
        let by_a_person = !read.columns.iter().any(|(_, it)| *it == FactColumn::Value);
        if !by_a_person && !read.columns.iter().any(says) {
            return;
        }
        let town_at = read.at(FactColumn::Town).unwrap_or_default();
        let Some(town) = self.town(read.place, town_at, read.cell(FactColumn::Town)) else {
            return;
        };
        let place = read.place(FactColumn::Row);
        let Some(cell) = read.cell(FactColumn::Row) else {
            self.note(place, "no-indicator", Vec::new());
            return;
        };
        let Some(text) = self.text(place, cell) else {
            return;
        };
        let Some(subject) = self.form.row(&text) else {
            self.note(place, "unknown-indicator", vec![("value", short(&text))]);
            return;
        };
        let cells = read
            .columns
            .iter()
            .filter(|(at, _)| read.line.cell(*at).is_some());
        let alone: Vec<bool> = cells
            .map(|(_, it)| self.is_alone(read.place(*it)))
            .collect();
        if alone.contains(&false) {
            return;
        }
        if read.cell(FactColumn::Waived).is_some() {
            self.waiver(read, town, subject);
            return;
        }
        match subject {
            Subject::Row(row) if form::has_many(row) => self.claim(read, town, row),
            Subject::Row(row) if row.family().takes() == Takes::Nothing => {
                self.note(place, "findings-only", vec![("value", row.id.clone())]);
            }
            _ => self.one_value(read, town, subject),
        }
    }

    /// Reports cells that do not belong in this kind of line; such a line is not entered.
    fn only(&mut self, read: &Read<'_>, allowed: &[FactColumn]) -> bool {
        let mut fits = true;
        for (at, column) in read.columns {
            let named =
                matches!(column, FactColumn::Town | FactColumn::Row) || allowed.contains(column);
            if !named && read.line.cell(*at).is_some() {
                let values = vec![("column", column.word().to_owned())];
                self.note(read.place(*column), "not-here", values);
                fits = false;
            }
        }
        fits
    }

    fn one_value(&mut self, read: &Read<'_>, town: &'t TownId, subject: Subject<'t>) {
        if !self.only(read, &[FactColumn::Item, FactColumn::Value]) {
            return;
        }
        let place = read.place(FactColumn::Item);
        let word = match read.cell(FactColumn::Item) {
            Some(cell) => match self.text(place, cell) {
                Some(text) => Some(text),
                None => return,
            },
            None => None,
        };
        let item = match subject {
            Subject::Row(row) => match self.form.item(row, word.as_deref()) {
                Some(item) => item,
                None => {
                    let values = vec![
                        ("value", short(word.as_deref().unwrap_or_default())),
                        ("allowed", self.form.items(row)),
                    ];
                    self.note(place, "unknown-item", values);
                    return;
                }
            },
            Subject::Showcase => Item::Showcase,
        };
        match read.cell(FactColumn::Value) {
            Some(cell) => self.value(town, subject, item, read.place(FactColumn::Value), cell),
            None => self.missing(read, FactColumn::Value),
        }
    }

    fn missing(&mut self, read: &Read<'_>, column: FactColumn) {
        let values = vec![("column", column.word().to_owned())];
        self.note(read.place(column), "missing", values);
    }

    fn waiver(&mut self, read: &Read<'_>, town: &'t TownId, subject: Subject<'t>) {
        if !self.only(read, &[FactColumn::Waived, FactColumn::Reason]) {
            return;
        }
        let slot = match subject {
            Subject::Row(row) => row.id.as_str(),
            Subject::Showcase => "showcase",
        };
        let place = read.place(FactColumn::Waived);
        let points = read
            .cell(FactColumn::Waived)
            .and_then(|cell| self.points(place, cell, false));
        let Some(cell) = read.cell(FactColumn::Reason) else {
            self.missing(read, FactColumn::Reason);
            return;
        };
        let reason = self.text(read.place(FactColumn::Reason), cell);
        let (Some(points), Some(reason)) = (points, reason) else {
            return;
        };
        let mut fact = blank(town, None);
        fact.waive = Some(Cow::Owned(slot.to_owned()));
        fact.points = Some(points);
        fact.reason = Some(Cow::Owned(reason));
        let mut entry = ImportedFact::new(place, fact);
        entry.keys = vec![
            ("waive".into(), read.place(FactColumn::Row)),
            ("points".into(), place),
            ("reason".into(), read.place(FactColumn::Reason)),
        ];
        self.entries.push(entry);
    }

    fn claim(&mut self, read: &Read<'_>, town: &'t TownId, row: &'t Indicator) {
        let bonus = row.family().takes() == Takes::Claims;
        let own = if bonus {
            [FactColumn::Matter, FactColumn::Reads]
        } else {
            [FactColumn::Points, FactColumn::Finding]
        };
        let allowed = [
            own[0],
            own[1],
            FactColumn::Item,
            FactColumn::Id,
            FactColumn::Level,
            FactColumn::Status,
        ];
        if !self.only(read, &allowed) {
            return;
        }
        if let Some(Cell::Text(item)) = read.cell(FactColumn::Item)
            && alike(item) != if bonus { form::CLAIMS } else { form::RECORDS }
        {
            let values = vec![("column", FactColumn::Item.word().to_owned())];
            self.note(read.place(FactColumn::Item), "not-here", values);
        }
        let before = self.faults.len();
        let mut fact = blank(town, Some(&row.id));
        fact.id = self.id(read).map(Cow::Owned);
        if let Some(cell) = read.cell(FactColumn::Level) {
            fact.level = self.level(read, row, cell);
        } else if !row.rule.levels().is_empty() {
            self.missing(read, FactColumn::Level);
        }
        match (bonus, read.cell(FactColumn::Matter)) {
            (true, Some(cell)) => {
                let matter = self.text(read.place(FactColumn::Matter), cell);
                fact.matter = matter.map(Cow::Owned);
            }
            (true, None) => self.missing(read, FactColumn::Matter),
            (false, _) => {}
        }
        let reads = read.cell(FactColumn::Reads);
        fact.reads = reads.and_then(|cell| self.whole(read.place(FactColumn::Reads), cell));
        let points = read.cell(FactColumn::Points);
        fact.points =
            points.and_then(|cell| self.points(read.place(FactColumn::Points), cell, false));
        let finding = read.cell(FactColumn::Finding);
        let finding = finding.and_then(|cell| self.text(read.place(FactColumn::Finding), cell));
        fact.finding = finding.map(|text| Cow::Owned(text.to_ascii_lowercase()));
        let status = read.cell(FactColumn::Status);
        fact.status = status.and_then(|cell| self.status(read, cell));
        if self.faults.len() > before {
            return;
        }
        let first = read.line.cells.first().map(|(at, _)| *at);
        let mut entry = ImportedFact::new(
            CellPlace {
                column: first,
                ..read.place
            },
            fact,
        );
        for (key, column) in [
            ("id", FactColumn::Id),
            ("level", FactColumn::Level),
            ("matter", FactColumn::Matter),
            ("reads", FactColumn::Reads),
            ("points", FactColumn::Points),
            ("finding", FactColumn::Finding),
            ("status", FactColumn::Status),
        ] {
            if read.at(column).is_some() {
                entry.keys.push((key.into(), read.place(column)));
            }
        }
        self.entries.push(entry);
    }

    fn level(
        &mut self,
        read: &Read<'_>,
        row: &Indicator,
        cell: &Cell,
    ) -> Option<Cow<'static, str>> {
        let place = read.place(FactColumn::Level);
        let text = self.text(place, cell)?;
        let found = form::level(row, &text).map(|level| Cow::Owned(level.id.clone()));
        if found.is_none() {
            let values = vec![("value", short(&text)), ("allowed", form::level_words(row))];
            self.note(place, "unknown-level", values);
        }
        found
    }

    fn status(&mut self, read: &Read<'_>, cell: &Cell) -> Option<Status> {
        let place = read.place(FactColumn::Status);
        let text = self.text(place, cell)?;
        let found = STATUSES
            .iter()
            .find(|(word, status)| *word == text || code(*status) == text);
        if found.is_none() {
            let words: Vec<&str> = STATUSES.iter().map(|(word, _)| *word).collect();
            let values = vec![("value", short(&text)), ("allowed", words.join("、"))];
            self.note(place, "unknown-status", values);
        }
        found.map(|(_, status)| *status)
    }

    /// The number that a line gives its claim or record. It serves as a slot, so it must not be the
    /// name of another slot.
    fn id(&mut self, read: &Read<'_>) -> Option<String> {
        let place = read.place(FactColumn::Id);
        let cell = read.cell(FactColumn::Id)?;
        let id = self.text(place, cell)?;
        let id = id.strip_prefix('\'').unwrap_or(&id).to_owned();
        let fits = id.len() <= ID
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if !fits || id == "showcase" || self.form.table.indicator(&id).is_some() {
            self.note(place, "bad-id", vec![("value", short(&id))]);
            return None;
        }
        Some(id)
    }
}

/// A status as in scoring.md.
fn code(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::Confirmed => "confirmed",
        Status::Rejected => "rejected",
    }
}
