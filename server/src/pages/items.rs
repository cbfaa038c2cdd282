//! Findings in the lists of pages, with the table's words.

use crate::quarter::visits::view;
use crate::store::{Listed, Quarters};
use app::api::photo::PhotoView;
use app::api::review::{QueueItem, SiteAnswer};
use domain::ids::FindingId;
use domain::inspection::{Photo, Signature, Visit};

/// A finding in a list. If the table no longer has its checkpoint, the id is shown.
pub(super) fn item(listed: Listed, quarters: &Quarters) -> QueueItem {
    let table = quarters.table_of(quarters.of(listed.counted_at));
    let known = table.and_then(|table| table.checkpoint(&listed.checkpoint));
    let id = listed.checkpoint.to_string();
    let indicator = listed.checkpoint.indicator().to_owned();
    QueueItem {
        finding: listed.id,
        revision: listed.revision,
        visit: listed.visit,
        town: listed.town.id,
        town_name: listed.town.name,
        site: listed.site.id,
        site_name: listed.site.name,
        checkpoint_name: known.map_or(id, |(_, checkpoint)| checkpoint.name.zh.clone()),
        checkpoint_en: known.and_then(|(_, checkpoint)| checkpoint.name.en.clone()),
        indicator_name: known.map_or_else(|| indicator.clone(), |(it, _)| it.name.zh.clone()),
        indicator_en: known.and_then(|(indicator, _)| indicator.name.en.clone()),
        indicator,
        checkpoint: listed.checkpoint,
        method: listed.method,
        form: listed.form,
        state: listed.state,
        decided: listed.decided,
        reopened: listed.reopened,
        flags: listed.flags,
        count: listed.count,
        observed_at: listed.counted_at,
        inspector: listed.inspector,
        finder: listed.finder,
        photos: listed.photos,
    }
}

/// The photos of a finding, in the order they were taken.
pub(super) fn photos(visit: &Visit, finding: FindingId) -> Vec<PhotoView> {
    let mut photos: Vec<&Photo> = visit.photos_of(finding).collect();
    photos.sort_by_key(|photo| (photo.taken_at.timestamp(), photo.id));
    photos.into_iter().map(view).collect()
}

/// The site's answer on the sheet that the inspector showed it.
pub(super) fn site_answer(visit: &Visit) -> Option<SiteAnswer> {
    let (signature, drawing) = visit.signature()?;
    let (refused, words) = match signature {
        Signature::Signed { name, .. } => (false, name),
        Signature::Refused { reason } => (true, reason),
    };
    Some(SiteAnswer {
        refused,
        words: words.clone(),
        drawing: drawing.map(view),
    })
}
