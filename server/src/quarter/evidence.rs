//! Who may see evidence: it must not reveal a visit to a town before the visit is released.

use crate::problem::Problem;
use crate::quarter::evaluation::evidence_of_town;
use crate::store::{KeptEvidence, Store};
use domain::ids::TownId;
use domain::people::{Person, Right};
use domain::time::Quarter;

/// The evidence of a town's slot that a person may see. Supervisors and auditors see all, offices
/// what was not withdrawn, and a town its own as far as it may know of it. `None` if it belongs to
/// another town.
pub async fn seen_by(
    store: &Store,
    person: &Person,
    quarter: Quarter,
    town: &TownId,
    slot: &str,
) -> Result<Option<Vec<KeptEvidence>>, Problem> {
    if person.may_everywhere(Right::SeeEvidence) {
        let mut kept = store.evidence_of(&quarter.to_string(), town, slot).await?;
        // Withdrawn evidence is only for people who may see how the scores came about.
        kept.retain(|it| it.withdrawn.is_none() || person.may(Right::SeeScores));
        return Ok(Some(kept));
    }
    if person.own_town(Right::SeeEvidence) != Some(town) {
        return Ok(None);
    }
    evidence_of_town(store, quarter, town, slot).await
}
