//! The data of scorecards.

use crate::store::error::Stored;
use crate::store::quarters::Quarters;
use crate::store::review::Named;
use domain::ids::{SiteId, TownId};
use domain::inspection::Visit;
use domain::time::Quarter;
use std::collections::HashMap;

/// Towns, quarters, and a town's visits.
pub trait CardStore: Send + Sync {
    /// Every town, in the order of lists.
    fn towns(&self) -> Stored<'_, Vec<Named<TownId>>>;
    /// The towns that are evaluated in a quarter, with their names in that quarter.
    fn towns_in(&self, quarter: Quarter) -> Stored<'_, Vec<Named<TownId>>>;
    /// The towns visited in a quarter (`2026Q4`), each with its number of visits that were handed in
    /// and of their sites.
    fn visit_counts<'a>(&'a self, quarter: &'a str) -> Stored<'a, Vec<(TownId, u32, u32)>>;
    /// The names of sites by id.
    fn site_names<'a>(&'a self, sites: &'a [&'a str]) -> Stored<'a, HashMap<String, String>>;
    /// Every quarter with its table.
    fn quarters(&self) -> Stored<'_, Quarters>;
    /// The visits in a town that were made in a quarter (`2026Q4`) or have findings in it, each
    /// with its site. [`crate::quarter::evaluation::View`] decides which parts the town may see.
    fn visits<'a>(
        &'a self,
        town: &'a TownId,
        quarter: &'a str,
    ) -> Stored<'a, Vec<(Visit, Named<SiteId>)>>;
    /// The findings, in any state, of visits that the town may not see; of all towns if none is
    /// given.
    fn hidden_findings<'a>(&'a self, town: Option<&'a TownId>) -> Stored<'a, Vec<String>>;
}
