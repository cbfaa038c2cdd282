//! From sheets to rows by a form: each cell's column, place and value, and the faults.

use crate::sheets::workbook::cells::{Cell, CellLine, Sheet};
use crate::sheets::workbook::place::CellPlace;
use crate::sheets::workbook::report::Remark;
use std::fmt::Debug;

/// The sheet of explanations, which is not read.
pub(crate) const NOTES: &str = "说明";

/// A fault of a cell: the code, and the values for its words.
pub(crate) type Wrong = (&'static str, Vec<(&'static str, String)>);

/// The sheets of a form and their columns.
pub(crate) trait SheetForm: Copy + PartialEq + Debug + 'static {
    /// A column of a sheet.
    type Column: Copy + PartialEq + Debug + 'static;
    /// Every sheet.
    const ALL: &'static [Self];

    /// The sheet with this name, or with a name that people use for it.
    fn named(name: &str) -> Option<Self>;
    /// The sheet's name.
    fn word(self) -> &'static str;
    /// Its columns, in order.
    fn columns(self) -> &'static [Self::Column];
    /// Whether the sheet cannot be read without the column.
    fn needs(self, column: Self::Column) -> bool;
    /// The column's header.
    fn head(self, column: Self::Column) -> &'static str;
    /// The column of a header, including variants that people write.
    fn column(self, head: &str) -> Option<Self::Column> {
        let head = head_words(head);
        let mut own = self.columns().iter().copied();
        own.find(|column| self.head(*column) == head)
    }
    /// The value of a cell.
    fn said(self, column: Self::Column, cell: &Cell) -> Result<String, Wrong>;
}

/// The words of a header, without spaces, stars and the brackets at the end.
pub(crate) fn head_words(head: &str) -> String {
    let head: String = head
        .chars()
        .filter(|it| !it.is_whitespace() && !matches!(it, '*' | '＊'))
        .collect();
    let words = head.split(['（', '(']).next().unwrap_or_default();
    words.to_owned()
}

/// The text of a cell; the error says why it has none.
pub(crate) fn text_of(cell: &Cell) -> Result<&str, Wrong> {
    match cell {
        Cell::Text(text) => Ok(text),
        Cell::Failed(error) => Err(("is-error", vec![("value", error.clone())])),
        Cell::Uncomputed => Err(("uncomputed", Vec::new())),
        Cell::Date(_) | Cell::Percent(_) | Cell::Truth(_) => Err(("not-text", Vec::new())),
    }
}

/// A line with values.
#[derive(Debug)]
pub(crate) struct SheetLine<F: SheetForm> {
    pub(crate) form: F,
    pub(crate) place: CellPlace,
    /// The values by column, without blank cells.
    cells: Vec<(F::Column, CellPlace, String)>,
    /// The columns of its sheet.
    columns: Vec<F::Column>,
}

impl<F: SheetForm> SheetLine<F> {
    /// A line without values.
    pub(crate) fn empty(form: F, place: CellPlace) -> Self {
        Self {
            form,
            place,
            cells: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// Adds a column; blank text means an empty value.
    pub(crate) fn put(&mut self, column: F::Column, place: CellPlace, text: &str) {
        self.columns.push(column);
        if !text.is_empty() {
            self.cells.push((column, place, text.to_owned()));
        }
    }

    /// A cell's value; `None` if the cell is blank or the sheet lacks the column.
    pub(crate) fn said(&self, column: F::Column) -> Option<&str> {
        let found = self.cells.iter().find(|(at, ..)| *at == column);
        found.map(|(.., text)| text.as_str())
    }

    /// Whether the sheet has the column. A blank cell means an empty value; a missing column means
    /// that the value is not given.
    pub(crate) fn has(&self, column: F::Column) -> bool {
        self.columns.contains(&column)
    }

    /// The place of a cell, or else of the line.
    pub(crate) fn at(&self, column: F::Column) -> CellPlace {
        let found = self.cells.iter().find(|(at, ..)| *at == column);
        found.map_or(self.place, |(_, place, _)| *place)
    }
}

/// The rows of a file, and its faults.
#[derive(Debug)]
pub(crate) struct Rows<F: SheetForm> {
    pub(crate) rows: Vec<SheetLine<F>>,
    pub(crate) faults: Vec<Remark>,
}

impl<F: SheetForm> Rows<F> {
    pub(crate) fn of(sheets: &[Sheet]) -> Self {
        let mut rows = Self {
            rows: Vec::new(),
            faults: Vec::new(),
        };
        for (at, sheet) in sheets.iter().enumerate() {
            rows.sheet(at, sheet);
        }
        if rows.rows.is_empty() && rows.faults.is_empty() {
            let place = CellPlace {
                sheet: 0,
                line: 1,
                column: None,
            };
            rows.note(place, ("nothing", Vec::new()));
        }
        rows
    }

    /// The rows of each sheet, in the order of the form.
    pub(crate) fn by_sheet<const N: usize>(&mut self, sheets: [F; N]) -> [Vec<SheetLine<F>>; N] {
        let mut all = std::mem::take(&mut self.rows);
        sheets.map(|form| {
            let (own, others) = std::mem::take(&mut all)
                .into_iter()
                .partition(|row| row.form == form);
            all = others;
            own
        })
    }

    fn note(&mut self, place: CellPlace, (code, values): Wrong) {
        self.faults.push(Remark {
            place,
            code,
            values,
        });
    }

    fn sheet(&mut self, at: usize, sheet: &Sheet) {
        if sheet.name.trim() == NOTES || sheet.lines.is_empty() {
            return;
        }
        let first = CellPlace {
            sheet: at,
            line: sheet.lines.first().map_or(1, |line| line.number),
            column: None,
        };
        let Some(form) = F::named(&sheet.name) else {
            let known: Vec<_> = F::ALL.iter().map(|form| form.word()).collect();
            return self.note(first, ("unknown-sheet", vec![("known", known.join("、"))]));
        };
        let needed = form.columns().iter().filter(|it| form.needs(**it));
        // A title or a remark may be above the head.
        let is_head = |line: &&CellLine| {
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

    fn columns(&mut self, at: usize, form: F, head: &CellLine) -> Vec<(u32, F::Column)> {
        let mut columns: Vec<(u32, F::Column)> = Vec::new();
        for (column, cell) in &head.cells {
            let place = CellPlace {
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
                let place = CellPlace {
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

    fn line(&mut self, at: usize, form: F, columns: &[(u32, F::Column)], line: &CellLine) {
        let mut row = SheetLine::empty(
            form,
            CellPlace {
                sheet: at,
                line: line.number,
                column: None,
            },
        );
        row.columns = columns.iter().map(|(_, column)| *column).collect();
        for (index, cell) in &line.cells {
            let place = CellPlace {
                column: Some(*index),
                ..row.place
            };
            let column = columns.iter().find(|(known, _)| known == index);
            let Some((_, column)) = column else {
                // The column has no header: values beside the form must not be skipped silently.
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
