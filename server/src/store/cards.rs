//! What scorecards are made of.

use super::{Place, Quarters, Stored};
use domain::ids::{SiteId, TownId};
use domain::inspection::Visit;
use domain::time::Quarter;
use std::collections::HashMap;

/// Towns, quarters, and a town's visits.
pub trait CardStore: Send + Sync {
    /// Every town, in the order of lists.
    fn towns(&self) -> Stored<'_, Vec<Place<TownId>>>;
    /// The towns that are evaluated in a quarter, called as they were then.
    fn towns_in(&self, quarter: Quarter) -> Stored<'_, Vec<Place<TownId>>>;
    /// The towns that were visited in a quarter (`2026Q4`): how many visits, at how many sites.
    fn visit_counts<'a>(&'a self, quarter: &'a str) -> Stored<'a, Vec<(TownId, u32, u32)>>;
    /// The names of sites, by their ids.
    fn site_names<'a>(&'a self, sites: &'a [&'a str]) -> Stored<'a, HashMap<String, String>>;
    /// Every quarter with its table.
    fn quarters(&self) -> Stored<'_, Quarters>;
    /// The visits in a town that were made in a quarter (`2026Q4`) or have findings in it, with
    /// the site of each. What of them the town may know is [`crate::quarter::evaluation::View`]'s to say.
    fn visits<'a>(
        &'a self,
        town: &'a TownId,
        quarter: &'a str,
    ) -> Stored<'a, Vec<(Visit, Place<SiteId>)>>;
    /// The findings, whatever became of them, of visits that the town may not see: of a town, of
    /// all where none is named.
    fn hidden_findings<'a>(&'a self, town: Option<&'a TownId>) -> Stored<'a, Vec<String>>;
}
