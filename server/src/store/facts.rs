//! Facts: what offices enter for a quarter, who entered it, and the earlier values.

use domain::ids::{TownId, UserId};
use domain::quarter::State;
use domain::time::Moment;
use std::collections::HashMap;

/// A current fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFact {
    /// Its number in the district. A change of the fact names this number.
    pub number: u64,
    /// The town.
    pub town: TownId,
    /// What the fact is about: an indicator, `showcase`, or the id of a claim or record.
    pub slot: String,
    /// The fact in the format of scoring.md, JSON.
    pub fact: String,
    /// Its basis, which does not affect scoring, JSON.
    pub basis: Option<String>,
    /// Who entered it, by name.
    pub by: String,
    /// When it was entered.
    pub at: Moment,
}

/// A fact to enter.
#[derive(Debug, Clone)]
pub struct NewFact {
    /// The town.
    pub town: TownId,
    /// As in [`KeptFact::slot`].
    pub slot: String,
    /// The fact, JSON; `None` takes it back.
    pub fact: Option<String>,
    /// As in [`KeptFact::basis`].
    pub basis: Option<String>,
}

/// An earlier or current value of a town's slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFact {
    /// Its number.
    pub number: u64,
    /// The fact, JSON; `None` if it was taken back.
    pub fact: Option<String>,
    /// As in [`KeptFact::basis`].
    pub basis: Option<String>,
    /// Who entered it or took it back, by name.
    pub by: String,
    /// When it was entered or taken back.
    pub at: Moment,
}

/// Everything entered in a quarter, by town and slot.
#[derive(Debug, Clone, Default)]
pub struct FactLog(HashMap<(TownId, String), Vec<PastFact>>);

impl FactLog {
    /// The log of what was entered in this order: the town, the slot and the value.
    pub fn of(entered: impl IntoIterator<Item = (TownId, String, PastFact)>) -> Self {
        let mut log = Self::default();
        for (town, slot, past) in entered {
            log.0.entry((town, slot)).or_default().push(past);
        }
        log
    }

    /// Every value with its town and slot; those of a slot follow each other, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (&TownId, &str, &PastFact)> {
        let slots = self.0.iter();
        slots.flat_map(|((town, slot), values)| values.iter().map(move |it| (town, &**slot, it)))
    }

    /// Every value that a town's slot has had, newest first.
    pub fn values<'l>(
        &'l self,
        town: &TownId,
        slot: &str,
    ) -> impl Iterator<Item = &'l PastFact> + use<'l> {
        let values = self.0.get(&(town.clone(), slot.to_owned()));
        values.into_iter().flatten().rev()
    }
}

/// Facts to enter together.
#[derive(Debug, Clone)]
pub struct Entering {
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// The quarter's state when the facts were checked; it determines who may enter.
    pub state: State,
    /// The facts.
    pub facts: Vec<NewFact>,
    /// The highest fact number of the quarter that the check knew of.
    pub seen: u64,
    /// Who enters them.
    pub by: UserId,
    /// When they are entered.
    pub at: Moment,
}
