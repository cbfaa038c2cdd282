//! The names of towns on the page of a quarter.

use domain::ids::TownId;

/// The name of a town, or its id if it is unknown.
pub(in crate::pages) fn name_of(towns: &[(TownId, String)], id: &str) -> String {
    let found = towns.iter().find(|(town, _)| town.as_str() == id);
    found.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
}
