//! Facts: what offices enter for a quarter, with who entered it and what stood before.

use super::Stored;
use domain::ids::{TownId, UserId};
use domain::quarter::State;
use domain::time::Moment;

/// A fact that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFact {
    /// Its number in the district: a change of it names this.
    pub number: u64,
    /// The town.
    pub town: TownId,
    /// What it is a fact of: an indicator, `showcase`, or the id of a claim or record.
    pub slot: String,
    /// The fact as scoring.md writes it, JSON.
    pub fact: String,
    /// What it rests on and that is no part of scoring, JSON.
    pub basis: Option<String>,
    /// Who entered it, by name.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A fact to enter.
#[derive(Debug, Clone)]
pub struct NewFact {
    /// The town.
    pub town: TownId,
    /// As in [`KeptFact::slot`].
    pub slot: String,
    /// JSON; none takes the fact back.
    pub fact: Option<String>,
    /// As in [`KeptFact::basis`].
    pub basis: Option<String>,
}

/// What stood at one time in a slot of a town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFact {
    /// Its number.
    pub number: u64,
    /// The fact, JSON; none where it was taken back.
    pub fact: Option<String>,
    /// As in [`KeptFact::basis`].
    pub basis: Option<String>,
    /// Who entered it or took it back, by name.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Facts to enter together.
#[derive(Debug, Clone)]
pub struct Entering {
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// Its state when they were checked: who may enter depends on it.
    pub state: State,
    /// The facts.
    pub facts: Vec<NewFact>,
    /// The highest number of a fact of the quarter that was known when they were checked.
    pub seen: u64,
    /// Who enters them.
    pub by: UserId,
    /// When.
    pub at: Moment,
}

/// Facts of quarters.
pub trait FactStore: Send + Sync {
    /// What stands in a quarter (`2026Q4`), in the order of entry, and the highest number of any
    /// fact of the quarter, 0 where there is none.
    fn facts<'a>(&'a self, quarter: &'a str) -> Stored<'a, (Vec<KeptFact>, u64)>;
    /// Every value that stood in a slot of a town, the newest first.
    fn history<'a>(
        &'a self,
        quarter: &'a str,
        town: &'a TownId,
        slot: &'a str,
    ) -> Stored<'a, Vec<PastFact>>;
    /// Everything that was entered in a quarter, in its order: the town, the slot, what was entered.
    fn fact_log<'a>(&'a self, quarter: &'a str) -> Stored<'a, Vec<(TownId, String, PastFact)>>;
    /// Enters facts, all or none; false where others were entered meanwhile, against which they
    /// have to be checked again.
    fn enter_facts(&self, entering: Entering) -> Stored<'_, bool>;
}
