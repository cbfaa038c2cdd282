//! A case: everything that determines the scores of a quarter, as one JSON object for `xuncha
//! score`.

use super::circumstances;
use super::entered::enter;
use super::facts::Fact;
use super::fault::{CaseError, CaseErrors, CaseFault};
use super::finding::{Finding, check_findings};
use super::hashing::Set;
use super::raw_fact::RawFact;
use super::town::Town;
use crate::table::Table;
use crate::time::Quarter;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A case: one quarter of one district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case<'a> {
    /// The table's id.
    #[serde(borrow)]
    pub table: Cow<'a, str>,
    /// The quarter that is evaluated.
    pub quarter: Quarter,
    /// The towns, at least one.
    #[serde(borrow)]
    pub towns: Vec<Town<'a>>,
    /// The findings of visits.
    #[serde(borrow)]
    pub findings: Vec<Finding<'a>>,
    /// The facts that offices entered.
    #[serde(borrow)]
    pub facts: Vec<RawFact<'a>>,
}

impl<'a> Case<'a> {
    /// Reads the shape of a case; [`Case::check`] checks it against its table.
    pub fn read(json: &'a str) -> Result<Self, CaseErrors> {
        // Following the path to a fault takes time, so only a faulty case is read that way.
        serde_json::from_str(json).map_err(|plain| CaseErrors(vec![locate(json, &plain)]))
    }

    /// Checks towns, findings and facts against the table; returns the facts by kind.
    pub fn check<'c>(&'c self, table: &'c Table) -> Result<Vec<Fact<'c>>, CaseErrors> {
        let (facts, mut errors) = self.resolve(table);
        enter(&facts, &self.findings, &mut |error| errors.push(error));
        if errors.is_empty() {
            Ok(facts.into_iter().map(|(_, fact)| fact).collect())
        } else {
            Err(CaseErrors(errors))
        }
    }

    /// The facts by kind, each with its index in the case, and every fault of a single town,
    /// finding or fact.
    pub(super) fn resolve<'c>(
        &'c self,
        table: &'c Table,
    ) -> (Vec<(usize, Fact<'c>)>, Vec<CaseError>) {
        let mut errors = Vec::new();
        let mut note = |pointer: String, fault: CaseFault, reason: String| {
            errors.push(CaseError {
                pointer,
                fault,
                reason,
            })
        };
        if self.table != table.id {
            note(
                "/table".into(),
                CaseFault::UnknownTable,
                format!("`{}` is not the table `{}`", self.table, table.id),
            );
        }
        if self.towns.is_empty() {
            note(
                "/towns".into(),
                CaseFault::Missing,
                "there must be one town at least".into(),
            );
        }
        let mut towns = Set::default();
        for (index, town) in self.towns.iter().enumerate() {
            if town.id.is_empty() {
                note(
                    format!("/towns/{index}/id"),
                    CaseFault::Empty,
                    "the id is empty".into(),
                );
            } else if !towns.insert(town.id.as_ref()) {
                note(
                    format!("/towns/{index}/id"),
                    CaseFault::Duplicate,
                    "another town has this id".into(),
                );
            }
        }
        circumstances::check(&self.towns, &self.findings, table, &mut note);
        check_findings(
            table,
            self.quarter,
            &self.findings,
            |town| towns.contains(town),
            |index, fault| {
                note(
                    format!("/findings/{index}/{}", fault.key()),
                    CaseFault::Finding,
                    fault.to_string(),
                )
            },
        );
        let mut ids = Set::default();
        let mut facts = Vec::with_capacity(self.facts.len());
        for (index, raw) in self.facts.iter().enumerate() {
            let mut here = |key: &str, fault: CaseFault, reason: String| {
                let slash = if key.is_empty() { "" } else { "/" };
                note(format!("/facts/{index}{slash}{key}"), fault, reason);
            };
            if !towns.contains(raw.town.as_ref()) {
                here(
                    "town",
                    CaseFault::UnknownTown,
                    format!("`{}` is no town of this case", raw.town),
                );
            }
            if let Some(id) = &raw.id {
                if id.is_empty() {
                    here("id", CaseFault::Empty, "the id is empty".into());
                } else if !ids.insert(id.as_ref()) {
                    here(
                        "id",
                        CaseFault::Duplicate,
                        "another fact has this id".into(),
                    );
                }
            }
            facts.extend(raw.resolve(table, &mut here).map(|fact| (index, fact)));
        }
        (facts, errors)
    }
}

/// Reads the case again, following the path to the fault.
fn locate(json: &str, plain: &serde_json::Error) -> CaseError {
    let mut reader = serde_json::Deserializer::from_str(json);
    match serde_path_to_error::deserialize::<_, Case<'_>>(&mut reader) {
        Err(error) => CaseError {
            pointer: pointer(error.path()),
            fault: CaseFault::Shape,
            reason: error.inner().to_string(),
        },
        // The value itself was complete; the fault is in what follows.
        Ok(_) => CaseError {
            pointer: String::new(),
            fault: CaseFault::Shape,
            reason: plain.to_string(),
        },
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            // These add no step: a variant's name is the value itself, and an unknown segment has
            // no name.
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}
