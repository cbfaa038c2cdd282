//! Data from a quarter's visits that the table needs beside their findings. Most tables need none,
//! and then no visit is loaded.

use crate::problem::Problem;
use crate::store::Store;
use domain::ids::TownId;
use domain::inspection::{Counted, Inspected, Visit};
use domain::scoring::Town;
use domain::table::Table;
use std::borrow::Cow;
use std::collections::HashMap;

/// The data from the visits to a town in a quarter. Sets the finder of findings that are priced by
/// finder.
pub async fn of_town<'c>(
    store: &Store,
    table: &Table,
    quarter: &str,
    town: &TownId,
    findings: impl Iterator<Item = &'c mut Counted>,
) -> Result<Inspected, Problem> {
    if !Inspected::is_asked_by(table) {
        return Ok(Inspected::default());
    }
    let visits = store.visits(town, quarter).await?;
    let by_id: HashMap<String, &Visit> = visits
        .iter()
        .map(|(visit, _)| (visit.id.to_string(), visit))
        .collect();
    for it in findings {
        let priced = table.checkpoint_str(&it.checkpoint);
        let priced = priced.is_some_and(|(_, it)| it.is_priced_by_finder());
        let visit = by_id.get(&it.visit).filter(|_| priced);
        it.finder = visit.map(|visit| visit.how.finder);
    }
    Ok(Inspected::by(table, visits.iter().map(|(visit, _)| visit)))
}

/// A town for the scorer.
pub fn town<'t>(id: &'t TownId, name: &'t str, inspected: &'t Inspected) -> Town<'t> {
    let not_applicable = inspected.not_applicable.iter();
    Town {
        sites: inspected.sites,
        not_applicable: not_applicable
            .map(|it| Cow::Borrowed(it.as_str()))
            .collect(),
        ..Town::new(id.as_str(), name)
    }
}
