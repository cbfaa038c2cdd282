//! Which checkpoint an intent is about.

use domain::ids::{CheckpointId, FindingId};
use domain::inspection::Visit;
use domain::sync::op::{About, Intent};

/// The checkpoint that an intent is about; `None` if it is about the whole visit.
pub fn checkpoint_of<'a>(intent: &'a Intent, visit: &'a Visit) -> Option<&'a CheckpointId> {
    let of = |finding: &FindingId| visit.findings.get(finding).map(|it| &it.checkpoint);
    match intent.about() {
        About::Checkpoint(checkpoint) => Some(checkpoint),
        About::NewFinding(it) => Some(&it.checkpoint),
        About::Finding(finding) => of(&finding),
        About::NewPhoto(it) => it.finding.as_ref().and_then(of),
        About::Photo(photo) => of(&visit.photos.get(&photo)?.finding?),
        About::NewVisit(_) | About::Visit => None,
    }
}
