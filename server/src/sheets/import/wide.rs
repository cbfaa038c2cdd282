//! The sheet of values: a line for each town, and a column for each item of a row.

use super::entry::{ImportedFact, blank, short};
use super::form::{self, Subject};
use super::gather::Gathering;
use crate::sheets::workbook::{Cell, CellLine, CellPlace};
use domain::ids::TownId;
use domain::points::Points;
use domain::scoring::{Item, Kind, Value};
use domain::table::Indicator;
use domain::typed::plain;

/// The contents of a column of the sheet of values.
pub(super) enum Wide<'t> {
    Town,
    Item(Subject<'t>, Item),
}

impl<'t> Gathering<'_, 't> {
    /// Reads the lines of a sheet of values.
    pub(super) fn wide(&mut self, at: usize, lines: Vec<CellLine>, columns: &[(u32, Wide<'t>)]) {
        let town_at = columns.iter().find(|(_, it)| matches!(it, Wide::Town));
        let town_at = town_at.map_or(0, |(column, _)| *column);
        for line in lines {
            let place = CellPlace {
                sheet: at,
                line: line.number,
                column: None,
            };
            let cells = columns.iter().filter_map(|(column, it)| match it {
                Wide::Item(subject, item) => Some((*column, *subject, *item, line.cell(*column)?)),
                Wide::Town => None,
            });
            let cells: Vec<_> = cells.collect();
            if cells.is_empty() {
                continue;
            }
            let Some(town) = self.town(place, town_at, line.cell(town_at)) else {
                continue;
            };
            for (column, subject, item, cell) in cells {
                let place = CellPlace {
                    column: Some(column),
                    ..place
                };
                self.value(town, subject, item, place, cell);
            }
        }
    }

    /// Enters a value of a row of the table.
    pub(super) fn value(
        &mut self,
        town: &'t TownId,
        subject: Subject<'t>,
        item: Item,
        place: CellPlace,
        cell: &Cell,
    ) {
        let row = subject.row();
        if !self.is_alone(place) {
            return;
        }
        let Some(value) = self.parsed(row, item, place, cell) else {
            return;
        };
        let slot = row.map_or("showcase", |row| row.id.as_str());
        // Of two cells for the same item it is unclear which is valid, even if one is unchanged
        // since the file was written.
        let cell_of = (town.as_str(), slot, item);
        if let Some(before) = self.cells.insert(cell_of, place) {
            let line = before.line.to_string();
            self.note(place, "twice", vec![("line", line)]);
            return;
        }
        let words = |value: &Value| form::value_words(value, row);
        let said = self.past.cell((town.as_str(), slot), item, &value, words);
        let town_name = self.form.name_of(town);
        let what = || {
            (
                format!(
                    "{} {town_name}",
                    row.map_or(form::SHOWCASE, |row| row.id.as_str())
                ),
                form::value_words(&value, row),
            )
        };
        if !self.takes(said, place, what) {
            return;
        }
        if let (Item::Metric, Some(row), Some(shown)) = (item, row, percent_of(cell)) {
            self.percents.push((row.id.clone(), place, shown));
        }
        let at = *self.values.entry((town.as_str(), slot)).or_insert_with(|| {
            let fact = blank(town, row.map(|row| row.id.as_str()));
            self.entries.push(ImportedFact::new(place, fact));
            self.entries.len() - 1
        });
        let Some(entry) = self.entries.get_mut(at) else {
            return;
        };
        entry.keys.push((item.key(), place));
        match (item, value) {
            // Months may come in any order.
            (Item::Month(month), Value::Points(points)) => {
                self.months.entry(at).or_default().push((month, points));
            }
            (item, value) => {
                item.put(&mut entry.fact, value);
            }
        }
    }

    fn parsed(
        &mut self,
        row: Option<&Indicator>,
        item: Item,
        place: CellPlace,
        cell: &Cell,
    ) -> Option<Value> {
        let kind = item.kind(row);
        Some(match kind {
            Kind::Truth => Value::Truth(self.truth(place, cell)?),
            Kind::Whole(_) => Value::Whole(self.whole(place, cell)?),
            Kind::Level(_) => {
                let text = self.text(place, cell)?;
                let row = row?;
                let Some(level) = form::level(row, &text) else {
                    let values = vec![("value", short(&text)), ("allowed", form::level_words(row))];
                    self.note(place, "unknown-tier", values);
                    return None;
                };
                Value::Level(level.id.clone())
            }
            Kind::NoneOr(..) => Value::Points(self.points(place, cell, false)?),
            Kind::Decimal => Value::Points(self.points(place, cell, true)?),
            Kind::UpTo(most) => {
                let points = self.points(place, cell, true)?;
                let is_share =
                    !points.is_negative() && !points.is_zero() && points <= Points::whole(1);
                if most == Points::whole(100) && is_share {
                    // A cell that shows 98.2% stores 0.982. No other valid value is that small.
                    self.note(place, "maybe-percent", vec![("value", points.to_string())]);
                    return None;
                }
                Value::Points(points)
            }
        })
    }
}

/// The percentage that a cell shows, by its format or as typed.
fn percent_of(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Percent(shown) => Some(shown.clone()),
        Cell::Text(text) if plain(text).ends_with('%') => Some(short(text)),
        _ => None,
    }
}
