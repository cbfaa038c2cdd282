//! What an entry is checked against.

use crate::problem::Problem;
use crate::sheets::workbook::CellPlace;
use crate::sheets::workbook::Remark;
use crate::store::Store;
use domain::people::Right;
use domain::registry::{Member, Registry};
use std::collections::BTreeSet;

/// The offices (责任科室) that the current table names, each once; empty before the first quarter.
///
/// # Errors
/// Stored data cannot be read.
pub async fn offices(store: &Store) -> Result<Vec<String>, Problem> {
    let quarters = store.quarters().await?;
    let Some(current) = quarters.current() else {
        return Ok(Vec::new());
    };
    let rows = current.table.indicators.iter();
    let offices: BTreeSet<&str> = rows.flat_map(|row| row.offices()).collect();
    Ok(offices.into_iter().map(str::to_owned).collect())
}

/// Rejects a change by which the importing account, or the last administrator, would stop being an
/// administrator.
pub(super) fn locked_out(
    registry: &Registry,
    people: &[Member],
    places: &[CellPlace],
    by: &str,
) -> Option<Remark> {
    let rules = |it: &Member| it.may(Right::KeepRegistry) && !it.disabled;
    let was = |it: &Member| registry.people.iter().find(|was| was.id == it.id);
    let lost = |it: &Member| was(it).is_some_and(rules) && !rules(it);
    let at = |wanted: &dyn Fn(&Member) -> bool| {
        let at = people.iter().position(wanted);
        at.and_then(|at| places.get(at).copied())
    };
    let fault = |place: CellPlace, code: &'static str| Remark {
        place,
        code,
        values: Vec::new(),
    };
    if let Some(place) = at(&|it: &Member| it.login == by && lost(it)) {
        return Some(fault(place, "own-account"));
    }
    // An administrator without a password cannot undo anything.
    let can = |it: &Member| rules(it) && it.has_password;
    let stays = |it: &&Member| !people.iter().any(|listed| listed.id == it.id);
    if registry.people.iter().filter(stays).any(can) || people.iter().any(can) {
        return None;
    }
    at(&lost).map(|place| fault(place, "last-administrator"))
}
