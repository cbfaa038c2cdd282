//! The differences between a table and its predecessor, row by row, in the words of the workbook.

use super::form::{Field, ID, OF_INDICATOR, TableSheet, WHAT};
use super::write::lines;
use crate::sheets::workbook::{CellPlace, Remark, SheetForm};
use domain::table::Table;
use std::collections::HashMap;

/// How many characters of a cell's old and new text are shown.
const SHOWN: usize = 60;

/// Each row that is new, removed or changed, placed in its sheet of the workbook.
pub(crate) fn differences(before: &Table, after: &Table) -> Vec<Remark> {
    let mut found = Vec::new();
    for (sheet, part) in TableSheet::ALL.iter().copied().enumerate() {
        let was: HashMap<String, Vec<String>> = lines(before, part)
            .into_iter()
            .map(|cells| (key(part, &cells), cells))
            .collect();
        let mut gone = was.clone();
        // Differences name a row by its words: its line number in the imported file is not known
        // here.
        let place = CellPlace {
            sheet,
            line: 0,
            column: None,
        };
        for cells in lines(after, part) {
            let key = key(part, &cells);
            let name = name(part, &cells);
            gone.remove(&key);
            match was.get(&key) {
                None => found.push(fault(place, "row-new", vec![("row", name)])),
                Some(was) => changed(&mut found, place, part, &name, (was, &cells)),
            }
        }
        let mut gone: Vec<_> = gone.into_values().collect();
        gone.sort();
        let lines = gone.iter().map(|cells| name(part, cells));
        found.extend(lines.map(|name| fault(place, "row-gone", vec![("row", name)])));
    }
    found
}

fn changed(
    found: &mut Vec<Remark>,
    place: CellPlace,
    part: TableSheet,
    name: &str,
    (was, is): (&[String], &[String]),
) {
    for (field, (was, is)) in part.columns().iter().zip(was.iter().zip(is)) {
        if was == is {
            continue;
        }
        let what = match part {
            // In the first sheet, the line's name already identifies the row.
            TableSheet::Table => String::new(),
            _ => format!(" {}", field.head),
        };
        let values = vec![
            ("row", format!("{name}{what}")),
            ("from", shown(was)),
            ("to", shown(is)),
        ];
        found.push(fault(place, "differs", values));
    }
}

fn fault(place: CellPlace, code: &'static str, values: Vec<(&'static str, String)>) -> Remark {
    Remark {
        place,
        code,
        values,
    }
}

/// The key that identifies a row.
fn key(part: TableSheet, cells: &[String]) -> String {
    let keys = [WHAT, OF_INDICATOR, ID];
    let own = part.columns().iter().zip(cells);
    let own = own.filter(|(field, _)| keys.contains(field));
    own.map(|(_, cell)| cell.as_str())
        .collect::<Vec<_>>()
        .join("/")
}

/// The name of a row: `指标 1.3 服务设施`.
fn name(part: TableSheet, cells: &[String]) -> String {
    let key = key(part, cells);
    let is_name = |field: &Field| field.key == "name";
    let mut columns = part.columns().iter().zip(cells);
    match columns.find(|(field, _)| is_name(field)) {
        Some((_, name)) => format!("{} {key} {name}", part.word()),
        None => key,
    }
}

fn shown(text: &str) -> String {
    if text.is_empty() {
        return "（空）".to_owned();
    }
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
