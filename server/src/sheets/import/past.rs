//! What stood before: when a file was written here with what stood then, and at any time since. A cell
//! that is as it was written says nothing; one that others changed meanwhile is a conflict; and in a file
//! that does not say when it was written, what was corrected since is an old value.

use crate::store::PastFact;
use domain::ids::TownId;
use domain::scoring::{Item, RawFact, Value};
use std::collections::HashMap;

/// Everything that was entered in a quarter, in its order: the town, the slot, what was entered.
pub(super) type Log = Vec<(TownId, String, PastFact)>;

/// One thing that stood, and who entered it and when; nothing where it was taken back.
#[derive(Debug)]
struct Stood<'e> {
    number: u64,
    fact: Option<RawFact<'e>>,
    past: &'e PastFact,
}

/// What a cell or a line is beside what stood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It is to be taken.
    Anew,
    /// It stands so in the file since it was written.
    AsWritten,
    /// Another changed it since the file was written: who, when, and what stands now.
    Conflict(Other),
    /// It stood, and was corrected: by whom, when, and what stands now.
    Old(Other),
}

/// What another has entered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Other {
    pub(super) by: String,
    pub(super) at: String,
    /// In words; none where it was taken back.
    pub(super) stands: Option<String>,
}

/// What stood in the slots of a quarter.
#[derive(Debug, Default)]
pub(super) struct Past<'e> {
    /// Up to which number the file knows what stood.
    written: Option<u64>,
    /// By town and slot, the oldest first.
    stood: HashMap<(&'e str, &'e str), Vec<Stood<'e>>>,
}

impl<'e> Past<'e> {
    /// Reads what was entered; `written` is the number of the file's stamp.
    pub(super) fn new(log: &'e Log, written: Option<u64>) -> Result<Self, serde_json::Error> {
        let mut stood: HashMap<_, Vec<_>> = HashMap::new();
        for (town, slot, past) in log {
            let fact = past.fact.as_deref().map(serde_json::from_str).transpose()?;
            let of = stood.entry((town.as_str(), slot.as_str())).or_default();
            of.push(Stood {
                number: past.number,
                fact,
                past,
            });
        }
        Ok(Self { written, stood })
    }

    /// What a cell says: `value` in the item of a slot.
    pub(super) fn cell(
        &self,
        (town, slot): (&str, &str),
        item: Item,
        value: &Value,
        words: impl Fn(&Value) -> String,
    ) -> Said {
        self.weigh((town, slot), |fact| item.of(fact), value, words)
    }

    /// What a line says: a claim, a record or a waiver as a whole.
    pub(super) fn line(&self, fact: &RawFact<'_>, words: impl Fn(&RawFact<'_>) -> String) -> Said {
        let whole = |fact: &RawFact<'_>| serde_json::to_string(fact).ok();
        let Some(said) = whole(fact) else {
            return Said::Anew;
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
    ) -> Said {
        let Some(all) = self.stood.get(&place) else {
            return Said::Anew;
        };
        let holds = |it: &Stood<'_>| it.fact.as_ref().and_then(&of);
        let Some(last) = all.last() else {
            return Said::Anew;
        };
        let now = holds(last);
        let other = |now: Option<V>| {
            // Who gave this part the value that it has: the same value may have been kept beside others.
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
                true => Said::Anew,
                false => Said::Old(other(now)),
            };
        };
        let before = all.iter().rev().find(|it| it.number <= written);
        let before = before.and_then(holds);
        // Also where it was changed and changed back: the file knows of neither.
        let mut since = all.iter().filter(|it| it.number > written);
        if before.as_ref() == Some(said) {
            Said::AsWritten
        } else if now.as_ref() == Some(said) || !since.any(|it| holds(it) != before) {
            Said::Anew
        } else {
            Said::Conflict(other(now))
        }
    }
}
