//! Who may see evidence: it must not tell a town of a visit before the visit is released.

use crate::problem::Problem;
use crate::quarter::evaluation::evidence_of_town;
use crate::store::{KeptEvidence, Store};
use domain::ids::TownId;
use domain::people::{Person, Right};
use domain::time::Quarter;

/// What of the evidence beside a town's slot a person may see: supervisors and auditors all, offices what
/// was not withdrawn, a town its own as far as it may know of it. Nothing where it is another town's.
pub async fn seen_by(
    store: &dyn Store,
    person: &Person,
    quarter: Quarter,
    town: &TownId,
    slot: &str,
) -> Result<Option<Vec<KeptEvidence>>, Problem> {
    if person.may_everywhere(Right::SeeEvidence) {
        let mut kept = store.evidence_of(&quarter.to_string(), town, slot).await?;
        // What was withdrawn is for those who see how everything came about.
        kept.retain(|it| it.withdrawn.is_none() || person.may(Right::SeeScores));
        return Ok(Some(kept));
    }
    if person.own_town(Right::SeeEvidence) != Some(town) {
        return Ok(None);
    }
    evidence_of_town(store, quarter, town, slot).await
}
