//! Who may see evidence: it must not tell a town of a visit before the visit is released.

use crate::evaluation::Evaluation;
use crate::import::permits::ROLES;
use crate::problem::Problem;
use crate::store::Store;
use domain::ids::TownId;
use domain::people::{Person, Role};
use domain::scoring::{RawFact, Status};
use domain::table::Family;
use domain::time::Quarter;

/// Whether a person may see what lies beside a town's slot: supervisors and offices all; a town its
/// own, and of penalties before the results are public only what is confirmed and prices no finding
/// of a visit that it may not know of.
pub async fn may_see(
    store: &dyn Store,
    person: &Person,
    quarter: Quarter,
    town: &TownId,
    slot: &str,
) -> Result<bool, Problem> {
    if ROLES.into_iter().any(|role| person.is(role)) {
        return Ok(true);
    }
    if !person.is(Role::Town) || person.town.as_ref() != Some(town) {
        return Ok(false);
    }
    let evaluation = Evaluation::load(store, Some(quarter)).await?;
    if evaluation.published {
        return Ok(true);
    }
    let of_penalties = |row: &str| {
        let row = evaluation.table.indicator(row);
        row.is_some_and(|row| row.family() == Family::Penalty)
    };
    if of_penalties(slot) {
        return Ok(false);
    }
    let mut entered = evaluation.entered();
    let Some(kept) = entered.find(|it| it.town == *town && it.slot == slot) else {
        return Ok(true);
    };
    let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(Problem::internal)?;
    if !fact.indicator.as_deref().is_some_and(of_penalties) {
        return Ok(true);
    }
    if fact.status != Some(Status::Confirmed) {
        return Ok(false);
    }
    let Some(finding) = &fact.finding else {
        return Ok(true);
    };
    let visits = store.visits(town, &quarter.to_string(), true).await?;
    let mut findings = visits.iter().flat_map(|(visit, _)| visit.findings.keys());
    Ok(findings.any(|id| id.to_string() == *finding))
}
