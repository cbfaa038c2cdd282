//! Finds where a sheet's lines begin and what its columns mean: below titles and units, with a head
//! of one line or two.

use super::form::{self, FactColumn, FactForm, Subject};
use crate::sheets::workbook::{Cell, CellLine, Merged, Room, Sheet, Unreadable};
use domain::scoring::Item;

/// How many lines are searched for the head.
const WITHIN: usize = 40;
/// The words of a line of units below the head.
const UNITS: [&str; 16] = [
    "%", "％", "‰", "分", "次", "个", "人", "件", "元", "万元", "名", "项", "条", "篇", "家", "天",
];

/// The head of a sheet.
pub(super) struct Head {
    /// Its index among the sheet's lines.
    pub(super) at: usize,
    /// The index of the first line below it.
    pub(super) below: usize,
    /// The header of each column that has one.
    pub(super) words: Vec<(u32, String)>,
    /// The columns whose header is not text.
    pub(super) wordless: Vec<(u32, Cell)>,
}

impl Head {
    /// Finds the head: the line that has the header of the town column.
    pub(super) fn of(sheet: &Sheet, form: &FactForm<'_>) -> Option<Self> {
        let has_town = |line: &CellLine| line.cells.iter().any(|(_, cell)| is_town(cell));
        let at = sheet.lines.iter().take(WITHIN).position(has_town)?;
        let line = sheet.lines.get(at)?;
        let town_at = line.cells.iter().find(|(_, cell)| is_town(cell));
        let town_at = town_at.map_or(0, |(column, _)| *column);
        let above = at.checked_sub(1).and_then(|above| sheet.lines.get(above));
        let below = sheet.lines.get(at + 1);
        let below = below.filter(|it| is_second(sheet, line, it, town_at, form));
        let mut head = Self {
            at,
            below: at + 1 + usize::from(below.is_some()),
            words: Vec::new(),
            wordless: Vec::new(),
        };
        let mut columns: Vec<u32> = line.cells.iter().map(|(column, _)| *column).collect();
        columns.extend(
            below
                .iter()
                .flat_map(|it| it.cells.iter().map(|(at, _)| *at)),
        );
        columns.sort_unstable();
        columns.dedup();
        for column in columns {
            match (line.cell(column), below.and_then(|it| it.cell(column))) {
                (Some(Cell::Text(own)), None) => {
                    let words = above.and_then(|above| over(sheet, above, column, own, form));
                    head.words
                        .push((column, words.unwrap_or_else(|| own.clone())));
                }
                (_, Some(Cell::Text(own))) => {
                    let words = over(sheet, line, column, own, form);
                    // The lower line may hold only a unit; the header is then above it.
                    let upper = || match line.cell(column) {
                        Some(Cell::Text(upper)) => upper.clone(),
                        _ => own.clone(),
                    };
                    head.words.push((column, words.unwrap_or_else(upper)));
                }
                (Some(other), _) | (None, Some(other)) => {
                    head.wordless.push((column, other.clone()));
                }
                (None, None) => {}
            }
        }
        Some(head)
    }
}

fn is_town(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if FactColumn::of(text) == Some(FactColumn::Town))
}

/// The full header of a column below a group's header: `3.3 …：指标值`. `None` if the lower header
/// is complete by itself, or if the two together have no meaning.
fn over(
    sheet: &Sheet,
    group: &CellLine,
    column: u32,
    own: &str,
    form: &FactForm<'_>,
) -> Option<String> {
    if FactColumn::of(own).is_some() || form.header(own).is_some() {
        return None;
    }
    let upper = spread(sheet, group, column)?;
    let (subject, item) = form.below(upper, own)?;
    Some(form.words(subject, item))
}

/// The text above a column: in the column itself, in a cell merged over it, or in the nearest cell
/// to the left.
fn spread<'s>(sheet: &'s Sheet, line: &'s CellLine, column: u32) -> Option<&'s str> {
    let merged = sheet.merged_at(line.number, column);
    let at = merged.map_or(column, |it| it.columns.0);
    let left = line.cells.iter().rev().find(|(known, _)| *known <= at);
    match left {
        Some((_, Cell::Text(text))) => Some(text),
        _ => None,
    }
}

/// Whether a line continues the head above it: its town column is blank, and all other cells are
/// units or items of the headers above.
fn is_second(
    sheet: &Sheet,
    head: &CellLine,
    line: &CellLine,
    town_at: u32,
    form: &FactForm<'_>,
) -> bool {
    let own = line.cell(town_at).is_none();
    own && line.cells.iter().all(|(column, cell)| match cell {
        Cell::Text(text) => is_unit(text) || over(sheet, head, *column, text, form).is_some(),
        _ => false,
    })
}

fn is_unit(text: &str) -> bool {
    let inner = text.trim_matches(['（', '）', '(', ')', ' ']);
    let inner = inner
        .trim_start_matches("单位")
        .trim_start_matches(['：', ':']);
    UNITS.contains(&inner)
}

impl<'t> FactForm<'t> {
    /// The meaning of two lines of a head together: a row, and one of its items below it.
    fn below(&self, upper: &str, lower: &str) -> Option<(Subject<'t>, Item)> {
        let (upper, lower) = (form::without_unit(upper), form::without_unit(lower));
        let joined = self.header(&format!("{upper}：{lower}"));
        joined.or_else(|| match self.row(upper)? {
            Subject::Row(row) => Some((Subject::Row(row), self.item(row, Some(lower))?)),
            Subject::Showcase => None,
        })
    }

    /// The header of an item, as in the template.
    pub(super) fn words(&self, subject: Subject<'_>, item: Item) -> String {
        match subject {
            Subject::Row(row) => form::header(row, item, self.quarter),
            Subject::Showcase => form::SHOWCASE.to_owned(),
        }
    }
}

/// Copies the value of a merged cell over these columns into each of its lines.
///
/// # Errors
/// All lines together, including those of earlier sheets, would exceed the limit for one file.
pub(super) fn fill(sheet: &mut Sheet, columns: &[u32], room: &mut Room) -> Result<(), Unreadable> {
    for column in columns {
        let covers = |it: &&Merged| {
            let (from, to) = it.columns;
            it.lines.0 < it.lines.1 && (from..=to).contains(column)
        };
        let mut merged: Vec<Merged> = sheet.merged.iter().filter(covers).copied().collect();
        merged.sort_unstable_by_key(|it| it.lines);
        // No spreadsheet lets merged cells overlap. If a file does, each line is still visited only
        // once.
        let mut done = 0;
        for Merged { lines, columns: of } in merged {
            let start = sheet.lines.partition_point(|line| line.number < lines.0);
            let first = sheet.lines.get(start).filter(|line| line.number == lines.0);
            let Some(said) = first.and_then(|line| line.cell(of.0)).cloned() else {
                continue;
            };
            let begin = sheet.lines.partition_point(|line| line.number <= done);
            let rest = sheet.lines.iter_mut().skip(start.max(begin));
            for line in rest.take_while(|line| line.number <= lines.1) {
                if line.cell(*column).is_none() {
                    room.take(*column, &said)?;
                    let at = line.cells.partition_point(|(known, _)| known < column);
                    line.cells.insert(at, (*column, said.clone()));
                }
            }
            done = done.max(lines.1);
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn sheet(lines: u32, text: &str, merged: &[(u32, u32)]) -> Sheet {
        let mut sheet = Sheet::default();
        for line in 1..=lines {
            if line == 1 {
                sheet.put(line, 0, Cell::Text(text.to_owned()));
            }
            sheet.put(line, 1, Cell::Text("1".to_owned()));
        }
        for lines in merged {
            let merged = Merged {
                lines: *lines,
                columns: (0, 0),
            };
            sheet.merged.push(merged);
        }
        sheet
    }

    fn filled(sheet: &Sheet) -> Vec<u32> {
        let lines = sheet.lines.iter().filter(|line| line.cell(0).is_some());
        lines.map(|line| line.number).collect()
    }

    #[test]
    fn a_merged_cell_is_said_by_each_of_its_lines() {
        let mut sheet = sheet(6, "罗村镇", &[(1, 3)]);
        fill(&mut sheet, &[0], &mut Room::default()).unwrap();
        assert_eq!(filled(&sheet), [1, 2, 3]);
    }

    /// Merged cells that name a million lines fifty thousand times are read like one.
    #[test]
    fn merged_cells_that_overlap_are_gone_over_once() {
        let many = vec![(1, 1_048_576); 50_000];
        let mut sheet = sheet(100_000, "罗村镇", &many);
        fill(&mut sheet, &[0], &mut Room::default()).unwrap();
        assert_eq!(filled(&sheet).len(), 100_000);
    }

    #[test]
    fn a_long_text_over_many_lines_is_too_much() {
        let mut sheet = sheet(20_000, &"长".repeat(4_000), &[(1, 20_000)]);
        assert_eq!(
            fill(&mut sheet, &[0], &mut Room::default()),
            Err(Unreadable::TooLarge)
        );
    }
}
