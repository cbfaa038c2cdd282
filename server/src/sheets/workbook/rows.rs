//! From sheets to rows by a form: which line says what, where, and what cannot be read.

use super::{Cell, Fault, Line, Place, Sheet};
use std::fmt::Debug;

/// The sheet that explains the others, which is not read.
pub(crate) const NOTES: &str = "说明";

/// What is wrong with a cell: the code, and the values that its words name.
pub(crate) type Wrong = (&'static str, Vec<(&'static str, String)>);

/// The sheets of a form and their columns.
pub(crate) trait Form: Copy + PartialEq + Debug + 'static {
    /// A column of a sheet.
    type Column: Copy + PartialEq + Debug + 'static;
    /// Every sheet.
    const ALL: &'static [Self];

    /// The sheet of a name, also as people name it.
    fn named(name: &str) -> Option<Self>;
    /// The sheet's name.
    fn word(self) -> &'static str;
    /// Its columns, in the order of the form.
    fn columns(self) -> &'static [Self::Column];
    /// Whether nothing can be read without the column.
    fn needs(self, column: Self::Column) -> bool;
    /// The word at the head of a column.
    fn head(self, column: Self::Column) -> &'static str;
    /// The column that a head names, also as people name it.
    fn column(self, head: &str) -> Option<Self::Column> {
        let head = head_words(head);
        let mut own = self.columns().iter().copied();
        own.find(|column| self.head(*column) == head)
    }
    /// What a cell says.
    fn said(self, column: Self::Column, cell: &Cell) -> Result<String, Wrong>;
}

/// The words of a head without blanks, stars and what stands in brackets behind it.
pub(crate) fn head_words(head: &str) -> String {
    let head: String = head
        .chars()
        .filter(|it| !it.is_whitespace() && !matches!(it, '*' | '＊'))
        .collect();
    let words = head.split(['（', '(']).next().unwrap_or_default();
    words.to_owned()
}

/// Why a cell holds no text, where it is none.
pub(crate) fn text_of(cell: &Cell) -> Result<&str, Wrong> {
    match cell {
        Cell::Text(text) => Ok(text),
        Cell::Failed(error) => Err(("is-error", vec![("value", error.clone())])),
        Cell::Uncomputed => Err(("uncomputed", Vec::new())),
        Cell::Date(_) | Cell::Percent(_) | Cell::Truth(_) => Err(("not-text", Vec::new())),
    }
}

/// A line that says something.
#[derive(Debug)]
pub(crate) struct Row<F: Form> {
    pub(crate) form: F,
    pub(crate) place: Place,
    /// What its cells say, by column; nothing of blank ones.
    cells: Vec<(F::Column, Place, String)>,
    /// The columns that its sheet has.
    columns: Vec<F::Column>,
}

impl<F: Form> Row<F> {
    /// A line that says nothing yet.
    pub(crate) fn empty(form: F, place: Place) -> Self {
        Self {
            form,
            place,
            cells: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// Says something; blank text says that there is nothing.
    pub(crate) fn put(&mut self, column: F::Column, place: Place, text: &str) {
        self.columns.push(column);
        if !text.is_empty() {
            self.cells.push((column, place, text.to_owned()));
        }
    }

    /// What a cell says; nothing where it is blank or its sheet has no such column.
    pub(crate) fn said(&self, column: F::Column) -> Option<&str> {
        let found = self.cells.iter().find(|(at, ..)| *at == column);
        found.map(|(.., text)| text.as_str())
    }

    /// Whether its sheet has the column: a blank cell says that there is nothing, a column that is
    /// missing says nothing at all.
    pub(crate) fn has(&self, column: F::Column) -> bool {
        self.columns.contains(&column)
    }

    /// Where a cell stands, else the line.
    pub(crate) fn at(&self, column: F::Column) -> Place {
        let found = self.cells.iter().find(|(at, ..)| *at == column);
        found.map_or(self.place, |(_, place, _)| *place)
    }
}

/// The rows of a file, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Rows<F: Form> {
    pub(crate) rows: Vec<Row<F>>,
    pub(crate) faults: Vec<Fault>,
}

impl<F: Form> Rows<F> {
    pub(crate) fn of(sheets: &[Sheet]) -> Self {
        let mut rows = Self {
            rows: Vec::new(),
            faults: Vec::new(),
        };
        for (at, sheet) in sheets.iter().enumerate() {
            rows.sheet(at, sheet);
        }
        if rows.rows.is_empty() && rows.faults.is_empty() {
            let place = Place {
                sheet: 0,
                line: 1,
                column: None,
            };
            rows.note(place, ("nothing", Vec::new()));
        }
        rows
    }

    /// The rows of each sheet, in the order of the form.
    pub(crate) fn by_sheet<const N: usize>(&mut self, sheets: [F; N]) -> [Vec<Row<F>>; N] {
        let mut all = std::mem::take(&mut self.rows);
        sheets.map(|form| {
            let (own, others) = std::mem::take(&mut all)
                .into_iter()
                .partition(|row| row.form == form);
            all = others;
            own
        })
    }

    fn note(&mut self, place: Place, (code, values): Wrong) {
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
        let Some(form) = F::named(&sheet.name) else {
            let known: Vec<_> = F::ALL.iter().map(|form| form.word()).collect();
            return self.note(first, ("unknown-sheet", vec![("known", known.join("、"))]));
        };
        let needed = form.columns().iter().filter(|it| form.needs(**it));
        // A title or a remark may stand above the heads.
        let is_head = |line: &&Line| {
            let texts = line.cells.iter().filter_map(|(_, cell)| match cell {
                Cell::Text(text) => form.column(text),
                _ => None,
            });
            texts.count() >= needed.clone().count()
        };
        let Some(head) = sheet.lines.iter().find(is_head) else {
            let needed: Vec<_> = needed.map(|column| form.head(*column)).collect();
            return self.note(first, ("no-head", vec![("needed", needed.join("、"))]));
        };
        let columns = self.columns(at, form, head);
        for line in sheet.lines.iter().filter(|line| line.number > head.number) {
            self.line(at, form, &columns, line);
        }
    }

    fn columns(&mut self, at: usize, form: F, head: &Line) -> Vec<(u32, F::Column)> {
        let mut columns: Vec<(u32, F::Column)> = Vec::new();
        for (column, cell) in &head.cells {
            let place = Place {
                sheet: at,
                line: head.number,
                column: Some(*column),
            };
            let Cell::Text(text) = cell else {
                self.note(place, ("not-text", Vec::new()));
                continue;
            };
            match form.column(text) {
                Some(known) if columns.iter().any(|(_, it)| *it == known) => {
                    self.note(place, ("column-twice", vec![("value", short(text))]));
                }
                Some(known) => columns.push((*column, known)),
                None => {
                    let known = form.columns().iter().map(|column| form.head(*column));
                    let known = known.collect::<Vec<_>>().join("、");
                    let values = vec![("value", short(text)), ("known", known)];
                    self.note(place, ("unknown-column", values));
                }
            }
        }
        for needed in form.columns().iter().filter(|it| form.needs(**it)) {
            if !columns.iter().any(|(_, known)| known == needed) {
                let place = Place {
                    sheet: at,
                    line: head.number,
                    column: None,
                };
                let head = form.head(*needed).to_owned();
                self.note(place, ("missing-column", vec![("column", head)]));
            }
        }
        columns
    }

    fn line(&mut self, at: usize, form: F, columns: &[(u32, F::Column)], line: &Line) {
        let mut row = Row::empty(
            form,
            Place {
                sheet: at,
                line: line.number,
                column: None,
            },
        );
        row.columns = columns.iter().map(|(_, column)| *column).collect();
        for (index, cell) in &line.cells {
            let place = Place {
                column: Some(*index),
                ..row.place
            };
            let column = columns.iter().find(|(known, _)| known == index);
            let Some((_, column)) = column else {
                // A column without a head: what is written beside the form is not lost in silence.
                self.note(place, ("headless", Vec::new()));
                continue;
            };
            match form.said(*column, cell) {
                Ok(text) if text.is_empty() => {}
                Ok(text) => row.cells.push((*column, place, text)),
                Err(wrong) => self.note(place, wrong),
            }
        }
        if !row.cells.is_empty() {
            self.rows.push(row);
        }
    }
}

/// The beginning of a value, for a message.
pub(crate) fn short(text: &str) -> String {
    let mut short: String = text.chars().take(30).collect();
    if text.chars().nth(30).is_some() {
        short.push('…');
    }
    short
}
