//! The last step, after every sheet is read: completes facts and compares them with the current
//! facts.

use super::form;
use super::gather::Gathering;
use crate::sheets::workbook::CellPlace;
use domain::points::Points;
use domain::scoring::{Item, RawFact};
use std::collections::{HashMap, HashSet};

/// From this many other values on, a value a hundred times smaller is taken for an error.
const OTHERS: usize = 2;

impl Gathering<'_, '_> {
    /// Puts months in order, and completes parts left blank with their current values.
    pub(super) fn finish(&mut self) {
        let wrong = self.faults.iter().map(|it| (it.place.sheet, it.place.line));
        let wrong: HashSet<(usize, u32)> = wrong.collect();
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
                let kept = before.and_then(|it| it.monthly.clone());
                let count = row.rule.items().len();
                let gap = monthly(fact, months, kept.unwrap_or_default(), count);
                missing = gap.and_then(|gap| u8::try_from(gap).ok()).map(Item::Month);
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
            let place = entry.place;
            // Either of the two may be unchanged since the file was written.
            let of = |item| self.cells.get(&(town, slot, item));
            if let (Some(metric), Some(rank)) = (of(Item::Metric), of(Item::Rank)) {
                let later = *metric.max(rank);
                self.note(later, "metric-or-rank", Vec::new());
            }
            // A value that cannot be read is not reported as missing too.
            let is_known = wrong.contains(&(place.sheet, place.line));
            if let Some(item) = missing.filter(|_| !is_known) {
                let column = form::word(item, self.form.quarter);
                self.note(place, "missing", vec![("column", column)]);
            }
        }
        self.scales();
    }

    /// Compares the values of each ranked row. Among numbers like 97.5 a percentage means 98.2;
    /// among numbers like 0.975 its meaning is unclear. A 0.982 among numbers like 97.5 has lost
    /// its percent sign.
    fn scales(&mut self) {
        let mut rows: HashMap<&str, Vec<(CellPlace, Points)>> = HashMap::new();
        for ((_, slot), at) in &self.values {
            let Some(entry) = self.entries.get(*at) else {
                continue;
            };
            if let Some(metric) = entry.fact.metric {
                let row = rows.entry(slot).or_default();
                row.push((entry.place_of("metric"), metric));
            }
        }
        let mut wrong = Vec::new();
        for (slot, values) in rows {
            let own = |town: &str| self.values.contains_key(&(town, slot));
            let stands: Vec<Points> = self.standing.metrics(slot, own).collect();
            let percents: HashMap<CellPlace, &str> = self
                .percents
                .iter()
                .filter(|(row, ..)| row == slot)
                .map(|(_, place, shown)| (*place, shown.as_str()))
                .collect();
            let plain = values
                .iter()
                .filter(|(place, _)| !percents.contains_key(place));
            let plain: Vec<(CellPlace, Points)> = plain.copied().collect();
            let others = || {
                plain
                    .iter()
                    .map(|(_, value)| *value)
                    .chain(stands.iter().copied())
            };
            if let Some(small) = others().find(|value| is_share(*value)) {
                wrong.extend(percents.iter().map(|(place, shown)| {
                    let values = vec![("value", (*shown).to_owned()), ("other", small.to_string())];
                    (*place, "percent-beside", values)
                }));
            }
            for (place, value) in plain.iter().filter(|(_, value)| is_share(*value)) {
                let large: Vec<Points> = others().filter(|it| it != value).collect();
                let hundred = |it: &Points| Points::whole(10) <= *it && *it <= Points::whole(100);
                if let Some(other) = large.first().filter(|_| large.len() >= OTHERS)
                    && large.iter().all(hundred)
                {
                    let values = vec![("value", value.to_string()), ("other", other.to_string())];
                    wrong.push((*place, "other-scale", values));
                }
            }
        }
        for (place, code, values) in wrong {
            self.note(place, code, values);
        }
    }
}

/// Whether a value may be a fraction of one, which is how spreadsheets store percentages.
fn is_share(value: Points) -> bool {
    !value.is_negative() && !value.is_zero() && value <= Points::whole(1)
}

/// Puts months over the current ones; returns the first month that is missing before the last.
fn monthly(
    fact: &mut RawFact<'_>,
    months: Vec<(u8, Points)>,
    kept: Vec<Points>,
    count: usize,
) -> Option<usize> {
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
    let gap = all.iter().position(Option::is_none);
    fact.monthly = Some(all.into_iter().flatten().collect());
    gap
}
