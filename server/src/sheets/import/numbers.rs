//! The numbers of claims and records: existing ones, new ones, and numbers that spreadsheets
//! change.

use super::entry::ImportedFact;
use super::form;
use super::gather::Gathering;
use super::standing::{Likeness, likeness, unmangled};
use super::stated::{stated, subject};
use crate::quarter::evaluation::Evaluation;
use crate::sheets::workbook::CellPlace;
use domain::scoring::Status;
use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use uuid::Uuid;

/// Two hashes with random keys. They replace a text that might be kept tens of thousands of times.
#[derive(Default)]
struct Hashes(RandomState, RandomState);

impl Hashes {
    fn of(&self, alike: &Likeness) -> (u64, u64) {
        (self.0.hash_one(alike), self.1.hash_one(alike))
    }
}

impl Gathering<'_, '_> {
    /// Gives claims and records their numbers and statuses: those of an existing one with the same
    /// content, or else new ones. Two lines for the same thing are a fault.
    pub(super) fn number(&mut self) {
        let mut lines: HashMap<(String, String), CellPlace> = HashMap::new();
        let mut ids: HashMap<String, CellPlace> = HashMap::new();
        let mut twice: Vec<(CellPlace, CellPlace)> = Vec::new();
        let mut elsewhere = Vec::new();
        for entry in &self.entries {
            let fact = &entry.fact;
            let many = fact
                .indicator
                .as_deref()
                .and_then(|row| self.form.table.indicator(row));
            let many = many.is_some_and(form::has_many);
            if let (true, Some(id)) = (many, &fact.id) {
                self.standing.named(&fact.town, id);
                let before = self.standing.of(&fact.town, id);
                if before.is_some_and(|it| it.indicator != fact.indicator) {
                    elsewhere.push(entry.place_of("id"));
                }
                if let Some(before) = ids.insert(id.to_string(), entry.place) {
                    twice.push((entry.place_of("id"), before));
                }
            }
            if !many {
                let slot = match (&fact.waive, &fact.indicator) {
                    (Some(slot), _) | (None, Some(slot)) => slot.to_string(),
                    (None, None) => "showcase".to_owned(),
                };
                let key = (fact.town.to_string(), slot);
                if let Some(before) = lines.insert(key, entry.place) {
                    twice.push((entry.place, before));
                }
            }
        }
        for place in elsewhere {
            self.note(place, "id-taken", Vec::new());
        }
        if !self.distinct {
            self.same_but_for_the_number();
        }
        // In one file, a claim without a number and the same claim with one are the same line
        // twice.
        let numbered = self.entries.iter().filter(|it| it.fact.id.is_some());
        let numbered = numbered.filter(|it| it.fact.matter.is_some());
        let hashes = Hashes::default();
        let mut alikes: HashMap<(u64, u64), CellPlace> = numbered
            .map(|it| (hashes.of(&likeness(&it.fact)), it.place))
            .collect();
        for entry in &mut self.entries {
            let fact = &mut entry.fact;
            let many = fact
                .indicator
                .as_deref()
                .and_then(|row| self.form.table.indicator(row));
            if !many.is_some_and(form::has_many) {
                continue;
            }
            if fact.id.is_none() {
                let alike = likeness(fact);
                let known = self.standing.take(&alike);
                let stands = known.as_deref();
                let stands = stands.and_then(|id| self.standing.of(&fact.town, id));
                if let Some(stands) = stands {
                    // Keeps the existing wording: typing the matter again is not a correction.
                    let words = stands.matter.as_ref().map(ToString::to_string);
                    fact.matter = words.map(Cow::Owned);
                }
                entry.is_known = known.is_some() && fact.matter.is_none();
                let id = known.unwrap_or_else(|| Uuid::now_v7().to_string());
                fact.id = Some(Cow::Owned(id));
                // Only one claim of a matter and level can count, so a second line is a slip.
                if fact.matter.is_some()
                    && let Some(before) = alikes.insert(hashes.of(&alike), entry.place)
                {
                    twice.push((entry.place, before));
                }
            }
            if fact.status.is_none() {
                let id = fact.id.as_deref().unwrap_or_default();
                let before = self.standing.of(&fact.town, id).and_then(|it| it.status);
                fact.status = Some(before.unwrap_or(Status::Pending));
            }
        }
        for (place, before) in twice {
            let line = before.line.to_string();
            self.note(place, "twice", vec![("line", line)]);
        }
    }

    /// Spreadsheets turn `001` into `1` and `2026-01` into `Jan-26`. So the report asks whether a
    /// record is a new one if an existing record has the same content, or a number that could have
    /// become this one.
    fn same_but_for_the_number(&mut self) {
        let mut asked = Vec::new();
        let mut named = HashSet::new();
        for ImportedFact { fact, .. } in &self.entries {
            named.extend(fact.id.as_deref().map(|id| (&*fact.town, id)));
        }
        let mangled = self.standing.mangled(&named);
        for entry in &self.entries {
            let fact = &entry.fact;
            let (Some(row), Some(id)) = (fact.indicator.as_deref(), fact.id.as_deref()) else {
                continue;
            };
            if self.standing.of(&fact.town, id).is_some() {
                continue;
            }
            let alike = self.standing.same(&likeness(fact)).map(String::as_str);
            let less = || mangled.get(&(&*fact.town, row, unmangled(id))).copied();
            if let Some(known) = alike.or_else(less) {
                asked.push((entry.place_of("id"), known.to_owned()));
            }
        }
        for (place, id) in asked {
            self.note(place, "same-but-number", vec![("id", id)]);
        }
    }

    /// Removes the lines that are unchanged since the file was written, and lines of claims,
    /// records and waivers that others have changed since.
    pub(super) fn lines_of_before(&mut self, evaluation: &Evaluation) {
        // Filters in place, since there may be tens of thousands of entries.
        let entries = std::mem::take(&mut self.entries).into_iter();
        let taken = entries.filter(|entry| {
            let fact = &entry.fact;
            (fact.status.is_none() && fact.waive.is_none()) || {
                let said = self.past.line(fact, |fact| stated(fact, evaluation));
                self.takes(said, entry.place, || {
                    let town = evaluation.name_of(&fact.town);
                    (
                        format!("{} {town}", subject(fact)),
                        stated(fact, evaluation),
                    )
                })
            }
        });
        self.entries = taken.collect();
    }
}
