//! The quarter's current facts. A line with the same content changes nothing, and a claim or record
//! without a number is recognised by its content.

use crate::store::KeptFact;
use domain::points::Points;
use domain::scoring::RawFact;
use domain::typed;
use std::collections::{HashMap, HashSet, VecDeque};

/// The content by which a claim or record without a number is recognised: town, row, level; a
/// claim's matter; a record's points and finding.
pub(super) type Likeness = (
    String,
    String,
    Option<String>,
    Option<String>,
    Option<Points>,
    Option<String>,
);

/// Numbers by town, row, and the form that a spreadsheet turns the number into.
pub(super) type Mangled<'s> = HashMap<(&'s str, &'s str, String), &'s str>;

/// The current facts by town and slot.
#[derive(Default)]
pub(super) struct OnRecord<'e> {
    by_slot: HashMap<&'e str, HashMap<&'e str, (&'e KeptFact, RawFact<'e>)>>,
    alike: HashMap<Likeness, VecDeque<String>>,
}

impl<'e> OnRecord<'e> {
    /// Reads the stored facts.
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

    /// The fact in a town's slot.
    pub(super) fn of(&self, town: &str, slot: &str) -> Option<&RawFact<'e>> {
        self.by_slot.get(town)?.get(slot).map(|(_, fact)| fact)
    }

    /// The values of towns in a ranked row, except those of towns to leave out.
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

    /// The stored form of the fact in a town's slot.
    pub(super) fn kept(&self, town: &str, slot: &str) -> Option<&'e KeptFact> {
        self.by_slot.get(town)?.get(slot).map(|(kept, _)| *kept)
    }

    /// The claims and records that no line of the file names, by town, row, and the form that a
    /// spreadsheet turns the number into. If two numbers take the same form, the lower one is
    /// returned.
    pub(super) fn mangled(&self, named: &HashSet<(&str, &str)>) -> Mangled<'_> {
        let mut mangled = Mangled::new();
        for (town, slots) in &self.by_slot {
            for (_, fact) in slots.values().filter(|(_, fact)| fact.status.is_some()) {
                let (Some(row), Some(id)) = (fact.indicator.as_deref(), fact.id.as_deref()) else {
                    continue;
                };
                if !named.contains(&(*town, id)) {
                    let least = mangled.entry((*town, row, unmangled(id))).or_insert(id);
                    *least = id.min(*least);
                }
            }
        }
        mangled
    }

    /// Takes the id of a claim or record with the same content that no line was matched with yet.
    pub(super) fn take(&mut self, alike: &Likeness) -> Option<String> {
        self.alike.get_mut(alike)?.pop_front()
    }

    /// The id of a claim or record with the same content that no line of the file names.
    pub(super) fn same(&self, alike: &Likeness) -> Option<&String> {
        self.alike.get(alike)?.front()
    }

    /// Excludes the id from matching with lines without a number.
    pub(super) fn named(&mut self, town: &str, id: &str) {
        let Some(alike) = self.of(town, id).map(likeness) else {
            return;
        };
        if let Some(ids) = self.alike.get_mut(&alike) {
            ids.retain(|known| known != id);
        }
    }
}

/// A number reduced to what spreadsheets keep of it: `001` is `1`, and `2026-01` becomes `Jan-26`
/// or `Jan-2026`. (`2026年1月` is not a valid number and is rejected.)
pub(super) fn unmangled(id: &str) -> String {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let plain = typed::plain(id).to_lowercase();
    let parts = plain.split(|it: char| !it.is_alphanumeric());
    let mut parts: Vec<String> = parts
        .map(|part| match part.trim_start_matches('0') {
            "" => part.to_owned(),
            rest => rest.to_owned(),
        })
        .filter(|part| !part.is_empty())
        .collect();
    let month = |part: &str| MONTHS.iter().position(|it| *it == part);
    if let [first, second] = parts.as_mut_slice() {
        let number = |month: usize| (month + 1).to_string();
        match (month(first), month(second)) {
            // In the original number the year came first and had four digits.
            (Some(at), None) => {
                let year = std::mem::take(second);
                let century = if year.len() > 2 { "" } else { "20" };
                (*first, *second) = (format!("{century}{year:0>2}"), number(at));
            }
            (None, Some(at)) => (*first, *second) = (number(at), std::mem::take(first)),
            _ => {}
        }
    }
    parts.join("-")
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

#[cfg(test)]
mod tests {
    use super::unmangled;

    #[test]
    fn a_number_is_known_by_what_a_spreadsheet_leaves_of_it() {
        for (own, left) in [
            ("001", "1"),
            ("２０２６-01", "Jan-26"),
            ("2026-01", "Jan-2026"),
            ("2009-01", "Jan-09"),
            ("1-2", "2-Jan"),
            ("01-02", "2-Jan"),
            ("A-07", "a-7"),
        ] {
            assert_eq!(unmangled(own), unmangled(left), "{own}");
        }
        for (one, other) in [
            ("001", "10"),
            ("2026-01", "Feb-26"),
            ("a", "b"),
            ("0", "00"),
        ] {
            assert_ne!(unmangled(one), unmangled(other), "{one}");
        }
    }
}
