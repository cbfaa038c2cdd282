//! The visits of a quarter as sheets.

use crate::ground::clock::OFFSET_SECONDS;
use crate::problem::Problem;
use crate::store::{NamedVisit, Quarters, Store, VisitFilter};
use app::api::photo::PhotoView;
use app::api::visits::{SheetPhoto, SheetRow, VisitSheet};
use domain::ids::PhotoId;
use domain::inspection::{Form, Outcome, Photo, Signature, Visit, VisitState, noted};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use std::collections::BTreeMap;

/// Whether the visit has ended for its inspectors.
pub(crate) fn ended(state: VisitState) -> bool {
    matches!(state, VisitState::HandedIn | VisitState::NotInspected)
}

/// A photo with its proof.
pub(crate) fn view(photo: &Photo) -> PhotoView {
    PhotoView {
        id: photo.id,
        verified: photo.verified,
        taken_at: Some(photo.taken_at).filter(|_| !photo.undated),
        early: false,
        sha256: photo.sha256.clone(),
    }
}

/// A time at the district's offset, whatever the tablet's was.
fn by_our_clock(at: Moment) -> Moment {
    Moment::new(at.timestamp(), OFFSET_SECONDS)
}

/// The numbered photos of a sheet: those of findings, then those of the whole visit, each sorted by
/// id and so by time. A drawn signature is left out.
fn photos(visit: &Visit, table: &Table) -> Vec<SheetPhoto> {
    let drawing = visit.signature().and_then(|(_, drawing)| drawing);
    let is_drawing = |it: &Photo| drawing.is_some_and(|drawing| drawing.id == it.id);
    let shown = visit.photos.values();
    let shown = shown.filter(|it| visit.shows(it) && !is_drawing(it));
    let (mut photos, of_visit): (Vec<&Photo>, Vec<&Photo>) =
        shown.partition(|it| it.finding.is_some());
    photos.extend(of_visit);
    let one = |it: &Photo| {
        let finding = it.finding.and_then(|id| visit.findings.get(&id));
        let known = finding.and_then(|finding| table.checkpoint(&finding.checkpoint));
        let id = finding.map_or_else(String::new, |it| it.checkpoint.to_string());
        let mut photo = view(it);
        photo.taken_at = photo.taken_at.map(by_our_clock);
        photo.early = visit.precedes(it);
        SheetPhoto {
            photo,
            indicator: known.map_or_else(String::new, |(indicator, _)| indicator.id.clone()),
            name: known.map_or(id, |(_, checkpoint)| checkpoint.name.zh.clone()),
            name_en: known.and_then(|(_, checkpoint)| checkpoint.name.en.clone()),
        }
    };
    photos.into_iter().map(one).collect()
}

/// The sheets of a quarter's ended visits, sorted by the time of opening, without those that
/// arrived at or after the district's number `before`. `names` replaces the names of sites, by id.
pub(crate) async fn sheets_of(
    store: &Store,
    quarter: Quarter,
    before: u64,
    names: &BTreeMap<String, String>,
) -> Result<Vec<VisitSheet>, Problem> {
    let filter = VisitFilter {
        quarter,
        town: None,
        state: None,
        form: None,
        hidden: false,
        refused: false,
        sites: None,
        page: (0, u32::MAX),
    };
    let quarters = store.quarters().await?;
    let (listed, _) = store.visit_list(filter).await?;
    let mut sheets = Vec::with_capacity(listed.len());
    for it in listed.iter().filter(|it| ended(it.state)) {
        let named = store.visit_named(it.id).await?;
        let arrived = |it: &NamedVisit| it.visit.opened.server_seq.unwrap_or_default() < before;
        let mut named = named.filter(arrived);
        if let Some(named) = &mut named
            && let Some(name) = names.get(named.site.id.as_str())
        {
            named.site.name.clone_from(name);
        }
        let Some(named) = named else { continue };
        let at = named.visit.opened_at.timestamp();
        let arrived = named.visit.opened.server_seq;
        sheets.extend(numbered(&named, &quarters).map(|sheet| (at, arrived, sheet)));
    }
    sheets.sort_by_key(|(at, arrived, _)| (*at, *arrived));
    Ok(sheets.into_iter().map(|(.., sheet)| sheet).collect())
}

/// A visit's sheet with its number; `None` if its quarter has no table.
pub(crate) fn numbered(named: &NamedVisit, quarters: &Quarters) -> Option<VisitSheet> {
    let quarter = quarters.of(named.visit.opened_at);
    let mut sheet = sheet(named, quarters.table_of(quarter)?);
    let number = named.visit.opened.server_seq.unwrap_or_default();
    sheet.number = format!("{quarter}-{number}");
    Some(sheet)
}

fn sheet(named: &NamedVisit, table: &Table) -> VisitSheet {
    let visit = &named.visit;
    let name = |id: &domain::ids::UserId| {
        let found = named.people.get(id);
        found.cloned().unwrap_or_else(|| id.to_string())
    };
    let photos = photos(visit, table);
    let numbers: BTreeMap<PhotoId, u32> = photos.iter().map(|it| it.photo.id).zip(1..).collect();
    let mut rows = Vec::new();
    let mut unchecked = 0;
    for (indicator, checkpoint) in table.checkpoints() {
        let answer = visit.answer(&checkpoint.id);
        let findings: Vec<_> = visit.live_findings(&checkpoint.id).collect();
        if answer.is_none() && findings.is_empty() {
            // Checkpoints that do not apply to this kind of site do not count as unchecked.
            unchecked += u32::from(checkpoint.applies.to(named.kind));
            continue;
        }
        let of_it = |id: &PhotoId| numbers.get(id).copied();
        rows.push(SheetRow {
            indicator: indicator.id.clone(),
            name: checkpoint.name.zh.clone(),
            name_en: checkpoint.name.en.clone(),
            answer: answer.map_or_else(String::new, |it| it.as_str().to_owned()),
            photos: findings
                .iter()
                .flat_map(|it| visit.photos_of(it.id).filter_map(|photo| of_it(&photo.id)))
                .collect(),
            findings: findings
                .iter()
                .filter_map(|it| {
                    let content = it.content()?;
                    let words = noted(&content.phrases, &content.note, "；");
                    Some((words, content.count))
                })
                .collect(),
        });
    }
    let closing = visit.closing();
    let reason = match (closing.map(|it| &it.outcome), visit.void()) {
        (Some(Outcome::NotInspected { reason }), _) => Some(reason.clone()),
        (Some(Outcome::Inspected { .. }) | None, void) => {
            void.and_then(|it| it.value.reason.clone())
        }
    };
    let signed = visit.signature().map(|(signature, _)| match signature {
        Signature::Signed { name, .. } => Ok(name.clone()),
        Signature::Refused { reason } => Err(reason.clone()),
    });
    VisitSheet {
        number: String::new(),
        office: String::new(),
        town: named.town.name.clone(),
        site: named.site.name.clone(),
        address: named.address.clone(),
        method: visit.how.method,
        form: visit.how.form,
        state: visit.state(),
        from: by_our_clock(visit.opened_at),
        until: closing.map(|it| by_our_clock(it.at)),
        inspectors: visit.inspectors.iter().map(name).collect(),
        reason,
        rows,
        unchecked,
        signed,
        photos,
        refused: Vec::new(),
        hidden: visit.how.form == Form::Unannounced && !visit.released && ended(visit.state()),
        decides: false,
    }
}
