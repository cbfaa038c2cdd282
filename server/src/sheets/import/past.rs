//! Compares a file with earlier values. A cell that is unchanged since the file was written is
//! skipped. If others have changed the value since, the cell is a conflict. In a file without a
//! stamp, a value that was corrected later is an old value.

use crate::store::{FactLog, PastFact};
use domain::scoring::{Item, RawFact, Value};
use std::collections::HashMap;

/// An earlier or current fact with its entry; `None` if it was taken back.
#[derive(Debug)]
struct PastValue<'e> {
    number: u64,
    fact: Option<RawFact<'e>>,
    past: &'e PastFact,
}

/// The result of comparing a cell or a line with earlier values.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// It is new and is to be entered.
    Anew,
    /// It is unchanged since the file was written.
    AsWritten,
    /// Somebody changed the value since the file was written: who, when, and the current value.
    Conflict(Other),
    /// It is an old value that was corrected later: by whom, when, and the current value.
    Old(Other),
}

/// Another person's entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Other {
    pub(super) by: String,
    pub(super) at: String,
    /// The current value in words; `None` if it was taken back.
    pub(super) stands: Option<String>,
}

/// The earlier values of a quarter's slots.
#[derive(Debug, Default)]
pub(super) struct Past<'e> {
    /// The number of the last fact that the file knows.
    written: Option<u64>,
    /// By town and slot, oldest first.
    stood: HashMap<(&'e str, &'e str), Vec<PastValue<'e>>>,
}

impl<'e> Past<'e> {
    /// Reads the log of entries; `written` is the number in the file's stamp.
    pub(super) fn new(log: &'e FactLog, written: Option<u64>) -> Result<Self, serde_json::Error> {
        let mut stood: HashMap<_, Vec<_>> = HashMap::new();
        for (town, slot, past) in log.all() {
            let fact = past.fact.as_deref().map(serde_json::from_str).transpose()?;
            let of = stood.entry((town.as_str(), slot)).or_default();
            of.push(PastValue {
                number: past.number,
                fact,
                past,
            });
        }
        Ok(Self { written, stood })
    }

    /// Compares a cell: `value` in the item of a slot.
    pub(super) fn cell(
        &self,
        (town, slot): (&str, &str),
        item: Item,
        value: &Value,
        words: impl Fn(&Value) -> String,
    ) -> Comparison {
        self.weigh((town, slot), |fact| item.of(fact), value, words)
    }

    /// Compares a line: a whole claim, record or waiver.
    pub(super) fn line(
        &self,
        fact: &RawFact<'_>,
        words: impl Fn(&RawFact<'_>) -> String,
    ) -> Comparison {
        let whole = |fact: &RawFact<'_>| serde_json::to_string(fact).ok();
        let Some(said) = whole(fact) else {
            return Comparison::Anew;
        };
        let words = |text: &String| {
            serde_json::from_str(text).map_or_else(|_| String::new(), |fact| words(&fact))
        };
        self.weigh((&fact.town, fact.slot()), whole, &said, words)
    }

    fn weigh<V: PartialEq>(
        &self,
        place: (&str, &str),
        of: impl Fn(&RawFact<'_>) -> Option<V>,
        said: &V,
        words: impl Fn(&V) -> String,
    ) -> Comparison {
        let Some(all) = self.stood.get(&place) else {
            return Comparison::Anew;
        };
        let holds = |it: &PastValue<'_>| it.fact.as_ref().and_then(&of);
        let Some(last) = all.last() else {
            return Comparison::Anew;
        };
        let now = holds(last);
        let other = |now: Option<V>| {
            // Finds who first entered the current value: later entries may have kept it while
            // changing other parts.
            let same = all.iter().rev().take_while(|it| holds(it) == now);
            let by = same.last().map_or(last.past, |it| it.past);
            Other {
                by: by.by.clone(),
                at: by.at.wall(' ').chars().take(16).collect(),
                stands: now.as_ref().map(&words),
            }
        };
        let Some(written) = self.written else {
            let was = all.iter().any(|it| holds(it).as_ref() == Some(said));
            return match now.as_ref() == Some(said) || !was {
                true => Comparison::Anew,
                false => Comparison::Old(other(now)),
            };
        };
        let before = all.iter().rev().find(|it| it.number <= written);
        let before = before.and_then(holds);
        // This includes values changed and changed back: the file knows of neither.
        let mut since = all.iter().filter(|it| it.number > written);
        if before.as_ref() == Some(said) {
            Comparison::AsWritten
        } else if now.as_ref() == Some(said) || !since.any(|it| holds(it) != before) {
            Comparison::Anew
        } else {
            Comparison::Conflict(other(now))
        }
    }
}
