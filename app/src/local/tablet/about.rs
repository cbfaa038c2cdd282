//! Which checkpoint an intent is about.

use domain::ids::{CheckpointId, FindingId, PhotoId};
use domain::inspection::Visit;
use domain::sync::op::Intent;

/// The checkpoint that an intent is about; `None` if it is about the whole visit.
pub fn checkpoint_of<'a>(intent: &'a Intent, visit: &'a Visit) -> Option<&'a CheckpointId> {
    let of = |finding: &FindingId| visit.findings.get(finding).map(|it| &it.checkpoint);
    let of_photo = |photo: &PhotoId| of(&visit.photos.get(photo)?.finding?);
    match intent {
        Intent::Answer(it) => Some(&it.checkpoint),
        Intent::RecordFinding(it) => Some(&it.checkpoint),
        Intent::AmendFinding(it) => of(&it.finding),
        Intent::WithdrawFinding(it) => of(&it.finding),
        Intent::AttachPhoto(it) => it.finding.as_ref().and_then(of),
        Intent::WithdrawPhoto(it) => of_photo(&it.photo),
        Intent::RestorePhoto(it) => of_photo(&it.photo),
        Intent::OpenVisit(_)
        | Intent::CloseVisit(_)
        | Intent::VoidVisit(_)
        | Intent::ResumeVisit(_) => None,
    }
}
