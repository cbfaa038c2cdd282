//! A change of a fact.

use domain::ids::TownId;
use domain::scoring::RawFact;

/// A change of the fact in a town's slot.
#[derive(Debug, Clone)]
pub struct FactChange<'a> {
    /// The town.
    pub town: TownId,
    /// As in [`crate::store::KeptFact::slot`].
    pub slot: String,
    /// The fact; `None` takes the current one back. Boxed, since it is moved tens of thousands of
    /// times.
    pub fact: Option<Box<RawFact<'a>>>,
    /// Its basis, which does not affect scoring, JSON.
    pub basis: Option<String>,
    /// The number of the current fact that was read, 0 for none; `None` to skip this comparison.
    pub seen: Option<u64>,
}
