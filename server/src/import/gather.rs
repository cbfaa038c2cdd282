//! From sheets to facts: every cell that says something, with where it stood, and what is wrong.

use super::entry::{Entry, short};
use super::form::{self, Column, Form, Item};
use super::past::{Other, Past, Said};
use super::standing::Standing;
use super::wide::Wide;
use crate::workbook::Fault;
use crate::workbook::{Cell, Line, Place, Sheet};
use domain::ids::TownId;
use domain::points::Points;
use domain::typed::alike;
use std::collections::{HashMap, HashSet};

/// Everything a file says.
pub(super) struct Gathering<'f, 't> {
    pub(super) form: &'f Form<'t>,
    pub(super) standing: &'f mut Standing<'t>,
    pub(super) past: &'f Past<'t>,
    /// A record that is like one that stands but for its number is another one.
    pub(super) distinct: bool,
    pub(super) entries: Vec<Entry>,
    pub(super) faults: Vec<Fault>,
    /// What was corrected since, which is left alone.
    pub(super) old: Vec<Fault>,
    /// How many cells and lines are as they were written.
    pub(super) as_written: usize,
    /// The entries of values, by town and row (`showcase` for 风采展示).
    pub(super) values: HashMap<(&'t str, &'t str), usize>,
    /// The months as they come: they need not come in their order.
    pub(super) months: HashMap<usize, Vec<(u8, Points)>>,
}

impl<'f, 't> Gathering<'f, 't> {
    pub(super) fn new(
        form: &'f Form<'t>,
        standing: &'f mut Standing<'t>,
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
            as_written: 0,
            values: HashMap::new(),
            months: HashMap::new(),
        }
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

    /// Reads a sheet by its head: with a column for the row it is in the long form, else each
    /// column is an item of a row.
    pub(super) fn sheet(&mut self, at: usize, sheet: &Sheet) {
        let Some((head, lines)) = sheet.lines.split_first() else {
            return;
        };
        if sheet.name == form::NOTES {
            return;
        }
        if let Some(line) = sheet.open_quote {
            let place = Place {
                sheet: at,
                line,
                column: None,
            };
            self.note(place, "open-quote", Vec::new());
        }
        let headers: Vec<(u32, &str)> = head
            .cells
            .iter()
            .filter_map(|(column, cell)| match cell {
                Cell::Text(text) => Some((*column, text.as_str())),
                _ => None,
            })
            .collect();
        let head_place = Place {
            sheet: at,
            line: head.number,
            column: None,
        };
        let is = |wanted: Column| {
            headers
                .iter()
                .any(|(_, text)| Column::of(text) == Some(wanted))
        };
        if !is(Column::Town) {
            let column = form::TOWN.to_owned();
            self.note(head_place, "no-header", vec![("column", column)]);
            return;
        }
        self.wordless(head_place, head);
        self.headless(at, head, lines);
        if is(Column::Row) {
            let known = self.headers(head_place, &headers, Column::of);
            self.long(at, lines, &known);
        } else {
            let form = self.form;
            let known = self.headers(head_place, &headers, |text| match Column::of(text) {
                Some(Column::Town) => Some(Wide::Town),
                _ => form
                    .header(text)
                    .map(|(subject, item)| Wide::Item(subject, item)),
            });
            self.wide(at, lines, &known);
        }
    }

    /// A header that a spreadsheet made a date, a truth or an error of means no column.
    fn wordless(&mut self, place: Place, head: &Line) {
        for (column, cell) in &head.cells {
            let value = match cell {
                Cell::Text(_) => continue,
                Cell::Percent(shown) => shown.as_str(),
                Cell::Truth(true) => "TRUE",
                Cell::Truth(false) => "FALSE",
                Cell::Date(_) => "日期",
                Cell::Failed(error) => error.as_str(),
                Cell::Uncomputed => "公式",
            };
            let place = Place {
                column: Some(*column),
                ..place
            };
            self.note(place, "unknown-column", vec![("value", short(value))]);
        }
    }

    /// What stands below no header would be passed over in silence.
    fn headless(&mut self, at: usize, head: &Line, lines: &[Line]) {
        let mut seen: HashSet<u32> = head.cells.iter().map(|(column, _)| *column).collect();
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
        head: Place,
        headers: &[(u32, &str)],
        of: impl Fn(&str) -> Option<H>,
    ) -> Vec<(u32, H)> {
        let mut known = Vec::new();
        let mut seen = HashSet::new();
        for (column, text) in headers {
            let place = Place {
                column: Some(*column),
                ..head
            };
            if text.starts_with(form::REMARK) {
                continue;
            }
            let Some(header) = of(text) else {
                self.note(place, "unknown-column", vec![("value", short(text))]);
                continue;
            };
            if !seen.insert(alike(text)) {
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
            Said::Conflict(other) => self.faults.push(told(("conflict", "conflict-gone"), other)),
            Said::Old(other) => self.old.push(told(("old", "old-gone"), other)),
        }
        false
    }

    /// What is left to do once every sheet is read: months in their order, and the parts that were
    /// left blank, which stay as they stand.
    pub(super) fn finish(&mut self) {
        let values: Vec<_> = self.values.iter().map(|(key, at)| (*key, *at)).collect();
        for ((town, slot), at) in values {
            let Some(row) = self.form.table.indicator(slot) else {
                continue;
            };
            let before = self.standing.of(town, slot);
            let months = self.months.remove(&at);
            let Some(entry) = self.entries.get_mut(at) else {
                continue;
            };
            let fact = &mut entry.fact;
            let mut missing = None;
            if let Some(months) = months {
                let kept = before.and_then(|it| it.monthly.clone()).unwrap_or_default();
                let count = Item::of(&row.rule).len();
                let mut all: Vec<Option<Points>> = kept.into_iter().map(Some).collect();
                all.resize(count, None);
                for (month, points) in months {
                    if let Some(place) = all.get_mut(usize::from(month)) {
                        *place = Some(points);
                    }
                }
                while all.last() == Some(&None) {
                    all.pop();
                }
                if let Some(gap) = all.iter().position(Option::is_none) {
                    missing = u8::try_from(gap).ok().map(Item::Month);
                }
                fact.monthly = Some(all.into_iter().flatten().collect());
            }
            if fact.full_coverage.is_some() != fact.benchmark_stations.is_some() {
                let kept = before.map(|it| (it.full_coverage, it.benchmark_stations));
                let (full, stations) = kept.unwrap_or_default();
                fact.full_coverage = fact.full_coverage.or(full);
                fact.benchmark_stations = fact.benchmark_stations.or(stations);
                missing = match (fact.full_coverage, fact.benchmark_stations) {
                    (None, _) => Some(Item::FullCoverage),
                    (_, None) => Some(Item::Stations),
                    _ => None,
                };
            }
            let both = fact.metric.is_some() && fact.rank.is_some();
            let place = entry.place;
            if both {
                let later = entry.place_of("metric").max(entry.place_of("rank"));
                self.note(later, "metric-or-rank", Vec::new());
            }
            if let Some(item) = missing {
                let column = item.word(self.form.quarter);
                self.note(place, "missing", vec![("column", column)]);
            }
        }
    }
}
