//! The changes of a trial as text, so that an address can hold them.

use super::Trial;
use crate::scoring::finding::Status;
use crate::scoring::raw_fact::RawFact;
use serde::{Deserialize, Serialize};

/// A difference between a trial and its quarter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrialChange<'a> {
    /// A finding counts, or does not.
    Finding {
        /// Its id.
        id: String,
        /// Whether it counts.
        counts: bool,
    },
    /// A town has another fact in a slot (see [`RawFact::slot`]), or none.
    Fact {
        /// The town.
        town: String,
        /// The slot.
        slot: String,
        /// The fact there now.
        #[serde(borrow)]
        fact: Option<Box<RawFact<'a>>>,
    },
}

/// All changes of a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept<'a>(pub Vec<TrialChange<'a>>);

impl<'a> Trial<'a> {
    /// The fact that a town had in a slot at the beginning.
    pub fn at_first(&self, town: &str, slot: &str) -> Option<&RawFact<'a>> {
        let place = (town.to_owned(), slot.to_owned());
        match self.touched.get(&place) {
            Some(before) => before.as_ref(),
            None => self.slot(town, slot).map(|index| &self.case.facts[index]),
        }
    }
}

impl<'a> Kept<'a> {
    /// The changes of a trial.
    pub fn of(trial: &Trial<'a>) -> Self {
        let findings = trial.case.findings.iter().zip(&trial.statuses);
        let struck = findings.filter(|(now, before)| now.status != **before);
        let struck = struck.map(|(now, _)| TrialChange::Finding {
            id: now.id.to_string(),
            counts: now.status == Status::Confirmed,
        });
        let touched = trial.touched.iter().filter_map(|((town, slot), before)| {
            let now = trial.slot(town, slot);
            let now = now.map(|index| &trial.case.facts[index]);
            (now != before.as_ref()).then(|| TrialChange::Fact {
                town: town.clone(),
                slot: slot.clone(),
                fact: now.cloned().map(Box::new),
            })
        });
        Self(struck.chain(touched).collect())
    }

    /// The changes as JSON.
    pub fn to_text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Reads that JSON; `None` if the text is malformed.
    pub fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    /// Applies the changes to a trial. Returns how many of them concern findings or towns that it
    /// does not have.
    pub fn take_up(self, trial: &mut Trial<'a>) -> usize {
        let mut unknown = 0;
        for change in self.0 {
            match change {
                TrialChange::Finding { id, counts } => {
                    let mut findings = trial.case.findings.iter();
                    match findings.position(|it| it.id == id) {
                        Some(index) => trial.count(index, counts),
                        None => unknown += 1,
                    }
                }
                TrialChange::Fact { town, slot, fact } => {
                    if trial.case.towns.iter().any(|it| it.id == town) {
                        trial.put(&town, &slot, fact.map(|fact| *fact));
                    } else {
                        unknown += 1;
                    }
                }
            }
        }
        unknown
    }
}
