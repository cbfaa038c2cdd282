//! From a workbook to a table's file. Every line of the text comes from one cell, so that faults of
//! the text are reported at their cells.

use super::form::{ABOUT, FINDERS, Field, ID, Kind, OF_INDICATOR, SAID, TableSheet, WHAT};
use crate::sheets::workbook::{Cell, CellPlace, Remark, Rows, Sheet, SheetForm, SheetLine, short};
use domain::table::{Table, TableErrors};
use domain::typed::plain;

/// Reads a table from the sheets of a workbook: the text of its file, and the table.
///
/// # Errors
/// All faults, each at its cell.
pub(crate) fn read(sheets: &[Sheet]) -> Result<(String, Table), Vec<Remark>> {
    let mut rows: Rows<TableSheet> = Rows::of(sheets);
    let mut lines = Lines::default();
    lines.write(&mut rows);
    let mut faults = rows.faults;
    faults.append(&mut lines.faults);
    let text = lines.text();
    match Table::parse(&text) {
        Ok(table) if faults.is_empty() => return Ok((text, table)),
        Ok(_) => {}
        Err(TableErrors(errors)) => {
            // If a line has a faulty cell, errors of the table about the same line only follow from
            // it.
            let told: Vec<CellPlace> = faults.iter().map(|it| it.place).collect();
            let is_told = |at: &CellPlace| {
                told.iter()
                    .any(|it| it.sheet == at.sheet && it.line == at.line)
            };
            faults.extend(errors.into_iter().filter_map(|error| {
                let place = lines.place(error.line);
                (!is_told(&place)).then(|| Remark {
                    place,
                    code: "table",
                    values: vec![("reason", error.zh)],
                })
            }));
        }
    }
    Err(faults)
}

/// The lines of the text, each with its cell.
#[derive(Default)]
struct Lines {
    lines: Vec<(CellPlace, String)>,
    faults: Vec<Remark>,
}

/// The place for faults of the whole file.
const FIRST: CellPlace = CellPlace {
    sheet: 0,
    line: 1,
    column: None,
};

impl Lines {
    fn text(&self) -> String {
        let mut text = String::new();
        for (_, line) in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The cell of a line of the text.
    fn place(&self, line: u32) -> CellPlace {
        let at = usize::try_from(line).unwrap_or_default().saturating_sub(1);
        self.lines.get(at).map_or(FIRST, |(place, _)| *place)
    }

    fn push(&mut self, place: CellPlace, line: impl Into<String>) {
        self.lines.push((place, line.into()));
    }

    fn note(&mut self, place: CellPlace, code: &'static str, values: Vec<(&'static str, String)>) {
        self.faults.push(Remark {
            place,
            code,
            values,
        });
    }

    fn write(&mut self, rows: &mut Rows<TableSheet>) {
        let [about, sections, indicators, levels, checkpoints] = rows.by_sheet([
            TableSheet::Table,
            TableSheet::Sections,
            TableSheet::Indicators,
            TableSheet::Levels,
            TableSheet::Checkpoints,
        ]);
        self.about(&about);
        for row in &sections {
            self.push(row.place, "[[sections]]");
            self.fields(row, "");
        }
        for row in &indicators {
            let id = row.said(ID).unwrap_or_default();
            self.push(row.place, "[[indicators]]");
            self.fields(row, "");
            self.push(row.place, "[indicators.rule]");
            self.fields(row, "rule");
            for level in levels.iter().filter(|it| it.said(OF_INDICATOR) == Some(id)) {
                self.push(level.place, "[[indicators.rule.levels]]");
                self.fields(level, "");
                if said_of(level, "reads").next().is_some() {
                    self.push(level.place, "[indicators.rule.levels.reads]");
                    self.fields(level, "reads");
                }
            }
            for row in checkpoints.iter().filter(|it| indicator_of(it) == Some(id)) {
                self.push(row.place, "[[indicators.checkpoints]]");
                self.fields(row, "");
            }
        }
        // Levels and checkpoints without an indicator would be lost silently.
        let known = |id: Option<&str>| indicators.iter().any(|row| row.said(ID) == id);
        for row in &levels {
            self.belongs(row, OF_INDICATOR, row.said(OF_INDICATOR), &known);
        }
        for row in &checkpoints {
            self.belongs(row, ID, indicator_of(row), &known);
        }
    }

    fn belongs(
        &mut self,
        row: &SheetLine<TableSheet>,
        column: Field,
        indicator: Option<&str>,
        known: &dyn Fn(Option<&str>) -> bool,
    ) {
        match row.said(column) {
            None => {
                let column = column.head.to_owned();
                self.note(row.place, "missing", vec![("column", column)]);
            }
            Some(said) if !known(indicator) => {
                let values = vec![("value", short(said))];
                self.note(row.at(column), "no-indicator", values);
            }
            Some(_) => {}
        }
    }

    /// Reads the first sheet, where each line is a key.
    fn about(&mut self, rows: &[SheetLine<TableSheet>]) {
        let mut said = Vec::new();
        for row in rows {
            let head = row.said(WHAT).unwrap_or_default();
            let Some(field) = ABOUT.iter().find(|it| it.head == head) else {
                let known: Vec<_> = ABOUT.iter().map(|it| it.head).collect();
                let values = vec![("value", short(head)), ("known", known.join("、"))];
                self.note(row.at(WHAT), "unknown-column", values);
                continue;
            };
            if said.iter().any(|(known, _)| *known == field) {
                let values = vec![("value", short(head))];
                self.note(row.at(WHAT), "column-twice", values);
            } else if row.said(SAID).is_some() {
                said.push((field, row));
            }
        }
        for of in ["", "totals"] {
            let mut own = said.iter().filter(|(field, _)| field.of == of).peekable();
            if let (Some((_, row)), "totals") = (own.peek(), of) {
                self.push(row.place, "[totals]");
            }
            for (field, row) in own {
                let cell = Cell::Text(row.said(SAID).unwrap_or_default().to_owned());
                // The column holds values of every kind; the line's key determines which.
                match field.kind.said(&cell) {
                    Ok(said) => self.value(field, row.at(SAID), &said),
                    Err((code, values)) => self.note(row.at(SAID), code, values),
                }
            }
        }
    }

    /// Writes a line's values for one TOML table.
    fn fields(&mut self, row: &SheetLine<TableSheet>, of: &str) {
        for (field, place, said) in said_of(row, of) {
            self.value(&field, place, said);
        }
    }

    fn value(&mut self, field: &Field, place: CellPlace, said: &str) {
        let key = field.key;
        match field.kind {
            Kind::Lines => self.list(key, place, said.lines().map(quoted)),
            Kind::Phrases => self.list(key, place, said.lines().map(phrase)),
            Kind::Bands => self.list(key, place, said.lines().map(band)),
            Kind::Finders => {
                let all: Vec<String> = said.lines().map(finder).collect();
                self.push(place, format!("{key} = {{ {} }}", all.join(", ")));
            }
            Kind::Ids => {
                let ids = said.split(['、', ',', '，', ' ', '\n', '\u{3000}']);
                let ids = ids.map(str::trim).filter(|id| !id.is_empty());
                self.list(key, place, ids.map(quoted));
            }
            kind => {
                let is_plain = match kind {
                    Kind::Flag => true,
                    Kind::Whole => is_whole(said),
                    Kind::Day => is_day(said),
                    _ => false,
                };
                let value = if is_plain {
                    said.to_owned()
                } else {
                    quoted(said)
                };
                self.push(place, format!("{key} = {value}"));
            }
        }
    }

    fn list(&mut self, key: &str, place: CellPlace, items: impl Iterator<Item = String>) {
        self.push(place, format!("{key} = ["));
        for item in items {
            self.push(place, format!("  {item},"));
        }
        self.push(place, "]");
    }
}

/// A line's values for one TOML table: the columns, the places and the values.
fn said_of<'r>(
    row: &'r SheetLine<TableSheet>,
    of: &'r str,
) -> impl Iterator<Item = (Field, CellPlace, &'r str)> + 'r {
    let own = row.form.columns().iter();
    own.filter(move |it| it.of == of && !it.key.is_empty())
        .filter_map(|field| Some((*field, row.at(*field), row.said(*field)?)))
}

/// The indicator of a checkpoint, by its id.
fn indicator_of(row: &SheetLine<TableSheet>) -> Option<&str> {
    let (indicator, _) = row.said(ID)?.split_once('/')?;
    Some(indicator)
}

fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let all = digits.bytes().all(|it| it.is_ascii_digit());
    // The format does not allow leading zeros.
    all && matches!(digits.len(), 1..=18) && (digits == "0" || !digits.starts_with('0'))
}

fn is_day(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10
}

/// `中文 | English` as a phrase with its English words, if it has any.
fn phrase(line: &str) -> String {
    match line.rsplit_once('|') {
        Some((zh, en)) if !en.trim().is_empty() => {
            format!(
                "{{ zh = {}, en = {} }}",
                quoted(zh.trim()),
                quoted(en.trim())
            )
        }
        Some((zh, _)) => quoted(zh.trim()),
        None => quoted(line.trim()),
    }
}

/// `95：10` as a value and its points. For any other text, the reader of the file reports the
/// error.
fn band(line: &str) -> String {
    let (from, points) = line.split_once(['：', ':']).unwrap_or((line, ""));
    let [from, points] = [from, points].map(|it| quoted(&plain(it)));
    format!("{{ from = {from}, points = {points} }}")
}

/// `市级主管部门：2` as a finder and its deduction. For an unknown name, the reader of the file
/// reports the error.
fn finder(line: &str) -> String {
    let (name, points) = line.split_once(['：', ':']).unwrap_or((line, ""));
    let known = FINDERS.iter().find(|(word, _)| *word == name.trim());
    let key = known.map_or(name.trim(), |(_, code)| code);
    format!("{} = {}", quoted(key), quoted(&plain(points)))
}

/// A text in quotes, as the format writes it on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for it in text.chars() {
        match it {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            it if it.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(it))),
            it => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}
