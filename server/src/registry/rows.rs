//! From sheets to rows: which line says what, where, and what cannot be read.

use super::form::{Column, NOTES, Part};
use crate::workbook::{Cell, Fault, Line, Place, Sheet};

/// Characters that a cell may have.
pub(super) const LONGEST: usize = 100;

/// A line that says something.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) place: Place,
    /// What its cells say, by column; nothing of blank ones.
    cells: Vec<(Column, Place, String)>,
    /// The columns that its sheet has.
    columns: Vec<Column>,
}

impl Row {
    /// A line that says nothing yet.
    pub(super) fn empty(place: Place) -> Self {
        Self {
            place,
            cells: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// Says something; blank text says that there is nothing.
    pub(super) fn put(&mut self, column: Column, place: Place, text: &str) {
        self.columns.push(column);
        if !text.is_empty() {
            self.cells.push((column, place, text.to_owned()));
        }
    }

    /// What a cell says; nothing where it is blank or its sheet has no such column.
    pub(super) fn said(&self, column: Column) -> Option<&str> {
        let found = self.cells.iter().find(|(at, ..)| *at == column);
        found.map(|(.., text)| text.as_str())
    }

    /// Whether its sheet has the column: a blank cell says that there is nothing, a column that is
    /// missing says nothing at all.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }

    /// Where a cell stands, else the line.
    pub(super) fn at(&self, column: Column) -> Place {
        let found = self.cells.iter().find(|(at, ..)| *at == column);
        found.map_or(self.place, |(_, place, _)| *place)
    }
}

/// The rows of a file, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) towns: Vec<Row>,
    pub(super) sites: Vec<Row>,
    pub(super) people: Vec<Row>,
    pub(super) faults: Vec<Fault>,
}

impl Rows {
    pub(super) fn of(sheets: &[Sheet]) -> Self {
        let mut rows = Self::default();
        for (at, sheet) in sheets.iter().enumerate() {
            rows.sheet(at, sheet);
        }
        let nothing = [&rows.towns, &rows.sites, &rows.people]
            .iter()
            .all(|it| it.is_empty());
        if nothing && rows.faults.is_empty() {
            let place = Place {
                sheet: 0,
                line: 1,
                column: None,
            };
            rows.note(place, "nothing", Vec::new());
        }
        rows
    }

    pub(super) fn note(
        &mut self,
        place: Place,
        code: &'static str,
        values: Vec<(&'static str, String)>,
    ) {
        self.faults.push(Fault {
            place,
            code,
            values,
        });
    }

    fn sheet(&mut self, at: usize, sheet: &Sheet) {
        if sheet.name.trim() == NOTES || sheet.lines.is_empty() {
            return;
        }
        let first = Place {
            sheet: at,
            line: sheet.lines.first().map_or(1, |line| line.number),
            column: None,
        };
        let Some(part) = Part::named(&sheet.name) else {
            let known = Part::ALL.map(Part::word).join("、");
            return self.note(first, "unknown-sheet", vec![("known", known)]);
        };
        // A title or a remark may stand above the heads.
        let is_head = |line: &&Line| {
            let texts = line.cells.iter().filter_map(|(_, cell)| match cell {
                Cell::Text(text) => part.column(text),
                _ => None,
            });
            texts.count() >= part.needs().len()
        };
        let Some(head) = sheet.lines.iter().find(is_head) else {
            let needed = part.needs().iter().map(|column| part.head(*column));
            let needed = needed.collect::<Vec<_>>().join("、");
            return self.note(first, "no-head", vec![("needed", needed)]);
        };
        let columns = self.columns(at, part, head);
        for line in sheet.lines.iter().filter(|line| line.number > head.number) {
            self.line(at, part, &columns, line);
        }
    }

    fn columns(&mut self, at: usize, part: Part, head: &Line) -> Vec<(u32, Column)> {
        let mut columns: Vec<(u32, Column)> = Vec::new();
        for (column, cell) in &head.cells {
            let place = Place {
                sheet: at,
                line: head.number,
                column: Some(*column),
            };
            let Cell::Text(text) = cell else {
                self.note(place, "not-text", Vec::new());
                continue;
            };
            match part.column(text) {
                Some(known) if columns.iter().any(|(_, it)| *it == known) => {
                    self.note(place, "column-twice", vec![("value", short(text))]);
                }
                Some(known) => columns.push((*column, known)),
                None => {
                    let known = part.columns().iter().map(|column| part.head(*column));
                    let known = known.collect::<Vec<_>>().join("、");
                    let values = vec![("value", short(text)), ("known", known)];
                    self.note(place, "unknown-column", values);
                }
            }
        }
        for needed in part.needs() {
            if !columns.iter().any(|(_, known)| known == needed) {
                let place = Place {
                    sheet: at,
                    line: head.number,
                    column: None,
                };
                let head = part.head(*needed).to_owned();
                self.note(place, "missing-column", vec![("column", head)]);
            }
        }
        columns
    }

    fn line(&mut self, at: usize, part: Part, columns: &[(u32, Column)], line: &Line) {
        let mut row = Row {
            place: Place {
                sheet: at,
                line: line.number,
                column: None,
            },
            cells: Vec::new(),
            columns: columns.iter().map(|(_, column)| *column).collect(),
        };
        for (index, cell) in &line.cells {
            let place = Place {
                column: Some(*index),
                ..row.place
            };
            let column = columns.iter().find(|(known, _)| known == index);
            let Some((_, column)) = column else {
                // A column without a head: what is written beside the form is not lost in silence.
                self.note(place, "headless", Vec::new());
                continue;
            };
            match cell {
                Cell::Text(text) if text.chars().count() > LONGEST => {
                    self.note(place, "too-long", vec![("most", LONGEST.to_string())]);
                }
                Cell::Text(text) if text.chars().any(char::is_control) => {
                    self.note(place, "line-break", Vec::new());
                }
                Cell::Text(text) => row
                    .cells
                    .push((*column, place, column.typed(unguarded(text)))),
                Cell::Failed(error) => {
                    self.note(place, "is-error", vec![("value", error.clone())]);
                }
                Cell::Uncomputed => self.note(place, "uncomputed", Vec::new()),
                Cell::Date | Cell::Percent(_) | Cell::Truth(_) => {
                    self.note(place, "not-text", Vec::new());
                }
            }
        }
        row.cells.retain(|(.., text)| !text.is_empty());
        if row.cells.is_empty() {
            return;
        }
        match part {
            Part::Towns => self.towns.push(row),
            Part::Sites => self.sites.push(row),
            Part::People => self.people.push(row),
        }
    }
}

/// A text without the mark that guards it against being taken for a formula.
fn unguarded(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('\'').unwrap_or(text)
}

/// The beginning of a value, for a message.
pub(super) fn short(text: &str) -> String {
    let mut short: String = text.chars().take(30).collect();
    if text.chars().nth(30).is_some() {
        short.push('…');
    }
    short
}
