//! What stands in the quarter already: a line that says the same changes nothing, and a claim or
//! record without a number of its own is known by what it says.

use crate::store::KeptFact;
use domain::points::Points;
use domain::scoring::RawFact;
use domain::typed;
use std::collections::{HashMap, VecDeque};

/// What a claim or a record without a number is known by: town, row, level; a claim's matter; a
/// record's points and finding.
pub(super) type Likeness = (
    String,
    String,
    Option<String>,
    Option<String>,
    Option<Points>,
    Option<String>,
);

/// The facts that stand, by their places.
#[derive(Default)]
pub(super) struct Standing<'e> {
    by_slot: HashMap<&'e str, HashMap<&'e str, (&'e KeptFact, RawFact<'e>)>>,
    alike: HashMap<Likeness, VecDeque<String>>,
}

impl<'e> Standing<'e> {
    /// Reads what is kept.
    pub(super) fn new(kept: impl Iterator<Item = &'e KeptFact>) -> Result<Self, serde_json::Error> {
        let mut standing = Self::default();
        for kept in kept {
            let fact: RawFact<'e> = serde_json::from_str(&kept.fact)?;
            if let (Some(_), Some(id)) = (&fact.status, &fact.id) {
                let ids = standing.alike.entry(likeness(&fact)).or_default();
                ids.push_back(id.to_string());
            }
            let town = standing.by_slot.entry(kept.town.as_str()).or_default();
            town.insert(kept.slot.as_str(), (kept, fact));
        }
        Ok(standing)
    }

    /// What a town has in a slot.
    pub(super) fn of(&self, town: &str, slot: &str) -> Option<&RawFact<'e>> {
        self.by_slot.get(town)?.get(slot).map(|(_, fact)| fact)
    }

    /// The values that towns have in a ranked row, but for those that are left out.
    pub(super) fn metrics(
        &self,
        slot: &str,
        without: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = Points> {
        self.by_slot.iter().filter_map(move |(town, slots)| {
            let (_, fact) = slots.get(slot)?;
            fact.metric.filter(|_| !without(town))
        })
    }

    /// The same as it is kept.
    pub(super) fn kept(&self, town: &str, slot: &str) -> Option<&'e KeptFact> {
        self.by_slot.get(town)?.get(slot).map(|(kept, _)| *kept)
    }

    /// The id of the claim or record that says the same and that no line was matched with yet.
    pub(super) fn take(&mut self, alike: &Likeness) -> Option<String> {
        self.alike.get_mut(alike)?.pop_front()
    }

    /// The id of the claim or record that says the same and that no line of the file names.
    pub(super) fn same(&self, alike: &Likeness) -> Option<&String> {
        self.alike.get(alike)?.front()
    }

    /// Takes the id out of those that lines without a number are matched with.
    pub(super) fn named(&mut self, town: &str, id: &str) {
        let Some(alike) = self.of(town, id).map(likeness) else {
            return;
        };
        if let Some(ids) = self.alike.get_mut(&alike) {
            ids.retain(|known| known != id);
        }
    }
}

/// See [`Likeness`].
pub(super) fn likeness(fact: &RawFact<'_>) -> Likeness {
    let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_ref().map(ToString::to_string);
    (
        fact.town.to_string(),
        owned(&fact.indicator).unwrap_or_default(),
        owned(&fact.level),
        fact.matter.as_deref().map(typed::alike),
        fact.points,
        owned(&fact.finding),
    )
}
