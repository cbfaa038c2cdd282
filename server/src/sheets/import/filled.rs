//! A quarter's current facts in the words of the template, so that people can correct them there.

use super::form::{self, FactColumn, Many, SHOWCASE, STATUSES, Subject};
use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use domain::ids::TownId;
use domain::scoring::{Item, RawFact};
use domain::table::Indicator;
use std::collections::HashMap;

/// The current facts; empty for a blank template.
pub(super) struct Filled<'e> {
    evaluation: &'e Evaluation,
    filled: bool,
    facts: Vec<RawFact<'e>>,
    /// Indexes into `facts` by town and slot.
    places: HashMap<(String, String), usize>,
}

impl<'e> Filled<'e> {
    pub(super) fn of(evaluation: &'e Evaluation, filled: bool) -> Result<Self, Problem> {
        let mut facts = Vec::new();
        if filled {
            for kept in &evaluation.facts {
                facts.push(serde_json::from_str(&kept.fact).map_err(Problem::internal)?);
            }
        }
        let places = facts.iter().enumerate();
        let places = places.map(|(at, fact): (usize, &RawFact<'_>)| {
            ((fact.town.to_string(), fact.slot().to_owned()), at)
        });
        Ok(Self {
            places: places.collect(),
            evaluation,
            filled,
            facts,
        })
    }

    /// Whether the current facts are filled in.
    pub(super) fn is_filled(&self) -> bool {
        self.filled
    }

    /// A town's value for an item of a row.
    pub(super) fn value(&self, town: &TownId, subject: Subject<'_>, item: Item) -> Option<String> {
        let slot = match subject {
            Subject::Row(row) => row.id.as_str(),
            Subject::Showcase => "showcase",
        };
        let at = self.places.get(&(town.to_string(), slot.to_owned()))?;
        let fact = self.facts.get(*at)?;
        let value = item.of(fact)?;
        Some(form::value_words(&value, subject.row()))
    }

    /// The lines of claims, records or waivers, with a cell for each column.
    pub(super) fn lines<'s>(
        &'s self,
        many: Many,
        columns: &'s [FactColumn],
    ) -> impl Iterator<Item = Vec<String>> + 's {
        let those = self
            .facts
            .iter()
            .filter(move |fact| self.is(fact) == Some(many));
        those.map(|fact| {
            let cells = columns.iter().map(|column| self.cell(fact, *column));
            cells.map(Option::unwrap_or_default).collect()
        })
    }

    fn row(&self, fact: &RawFact<'_>) -> Option<&'e Indicator> {
        let id = fact.waive.as_ref().or(fact.indicator.as_ref())?;
        self.evaluation.table.indicator(id)
    }

    fn is(&self, fact: &RawFact<'_>) -> Option<Many> {
        if fact.waive.is_some() {
            return Some(Many::Waivers);
        }
        Many::of(self.row(fact)?)
    }

    fn cell(&self, fact: &RawFact<'_>, column: FactColumn) -> Option<String> {
        let waiver = fact.waive.is_some();
        let row = self.row(fact);
        let points = || fact.points.map(|points| points.to_string());
        match column {
            FactColumn::Town => {
                let towns = &self.evaluation.towns;
                let town = towns.iter().find(|(id, _)| id.as_str() == fact.town);
                town.map(|(_, name)| name.clone())
            }
            FactColumn::Row => Some(row.map_or_else(|| SHOWCASE.to_owned(), form::named)),
            FactColumn::Item | FactColumn::Value => None,
            FactColumn::Id => fact.id.as_ref().map(ToString::to_string),
            FactColumn::Matter => fact.matter.as_ref().map(ToString::to_string),
            FactColumn::Level => form::named_level(row?, fact.level.as_deref()?),
            FactColumn::Reads => fact.reads.map(|reads| reads.to_string()),
            FactColumn::Points if waiver => None,
            FactColumn::Points => points(),
            FactColumn::Finding => fact.finding.as_ref().map(ToString::to_string),
            FactColumn::Status => {
                let known = STATUSES.iter().find(|(_, it)| Some(*it) == fact.status);
                known.map(|(word, _)| (*word).to_owned())
            }
            FactColumn::Waived if waiver => points(),
            FactColumn::Waived => None,
            FactColumn::Reason => fact.reason.as_ref().map(ToString::to_string),
        }
    }
}
