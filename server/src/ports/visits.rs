//! 检查 on the store.

use crate::clock::OFFSET_SECONDS;
use crate::ports::allowed;
use crate::ports::items::view;
use crate::ports::manage::{named, searched, sites_called};
use crate::problem::{Problem, to_app_error};
use crate::store::{ListedVisit, NamedVisit, Quarters, RefusedVisit, Settling, Store, VisitFilter};
use app::api::visits::{
    RELEASED_AT_ONCE, RefusedLine, Settles, SheetPhoto, SheetRow, VisitLine, VisitPage, VisitQuery,
    VisitSheet,
};
use app::error::AppError;
use app::ports::{Boxed, Visits};
use domain::ids::{PhotoId, SiteId, TownId, VisitId};
use domain::inspection::{Form, Outcome, Photo, Signature, Visit, VisitState};
use domain::people::{Person, Right};
use domain::search::Search;
use domain::table::Table;
use domain::time::{Moment, Quarter};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Visits of a page.
const PAGE: u32 = 50;
/// Characters of a note on how records were dealt with.
const LONGEST: usize = 200;

/// 检查 on the store.
pub struct VisitsPort {
    pub(crate) store: Arc<dyn Store>,
}

impl Visits for VisitsPort {
    fn page<'a>(&'a self, person: &'a Person, query: &'a VisitQuery) -> Boxed<'a, VisitPage> {
        Box::pin(async move {
            allowed(person, Right::OverseeVisits)?;
            self.whole(person, query).await
        })
    }

    fn sheet<'a>(&'a self, person: &'a Person, visit: VisitId) -> Boxed<'a, VisitSheet> {
        Box::pin(async move {
            allowed(person, Right::OverseeVisits)?;
            let found = self.store.visit_named(visit).await.map_err(to_app_error)?;
            let named = found.ok_or_else(|| AppError::not_found("visit"))?;
            let quarters = self.store.quarters().await.map_err(to_app_error)?;
            let mut sheet = numbered(&named, &quarters).ok_or(AppError::NotSetUp)?;
            let district = self.store.district().await.map_err(to_app_error)?;
            sheet.office = district.office;
            sheet.decides = person.may(Right::Decide);
            let refused = self.store.refused_of(visit).await.map_err(to_app_error)?;
            let place = (Some(sheet.site.clone()), Some(sheet.town.clone()));
            let lines = refused
                .into_iter()
                .map(|it| refused_line(it, place.clone()));
            sheet.refused = lines.collect();
            Ok(sheet)
        })
    }

    fn settle<'a>(
        &'a self,
        person: &'a Person,
        what: &'a Settles,
        note: &'a str,
    ) -> Boxed<'a, u32> {
        Box::pin(async move {
            allowed(person, Right::Decide)?;
            let note = note.trim();
            if note.is_empty() {
                return Err(AppError::invalid("note", "required"));
            }
            if note.chars().count() > LONGEST || note.chars().any(char::is_control) {
                return Err(AppError::invalid("note", "too-long"));
            }
            let what = Settling {
                visit: what.visit,
                device: what.device,
                span: what.span,
                note: note.to_owned(),
            };
            let done = self.store.settle_refused(&person.login, what).await;
            done.map_err(to_app_error)
        })
    }

    fn release<'a>(&'a self, person: &'a Person, visits: &'a [VisitId]) -> Boxed<'a, u32> {
        Box::pin(async move {
            allowed(person, Right::Decide)?;
            if visits.len() > RELEASED_AT_ONCE {
                return Err(AppError::invalid("visits", "too-many"));
            }
            let mut released = 0;
            for visit in visits {
                // Each by itself: one that cannot be made public holds up no other.
                let done = self.store.release(person.id, *visit).await;
                released += u32::from(done.map_err(to_app_error)?.is_ok());
            }
            Ok(released)
        })
    }
}

impl VisitsPort {
    /// The sites that are called so, in characters or pinyin.
    async fn sites(&self, text: &str) -> Result<Vec<SiteId>, AppError> {
        let registry = self.store.registry().await.map_err(to_app_error)?;
        let found = sites_called(text, registry.sites.iter());
        Ok(found.map(|it| it.id.clone()).collect())
    }

    async fn whole(&self, person: &Person, query: &VisitQuery) -> Result<VisitPage, AppError> {
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let current = quarters.current().map(|it| it.quarter);
        let quarter = query.quarter.or(current).ok_or(AppError::NotSetUp)?;
        let page = query.page.clamp(1, 100_000);
        let text = searched(&query.text);
        let sites = match text.is_empty() {
            true => None,
            false => Some(self.sites(&text).await?),
        };
        let filter = VisitFilter {
            quarter,
            town: query.town.clone(),
            state: query.state,
            form: query.form,
            hidden: query.hidden,
            refused: query.refused,
            sites,
            page: ((page - 1) * PAGE, PAGE),
        };
        let (found, total) = self.store.visit_list(filter).await.map_err(to_app_error)?;
        let refused = self.refused(quarter, query, &text).await?;
        let towns = self.store.towns().await.map_err(to_app_error)?;
        Ok(VisitPage {
            quarter,
            quarters: quarters.0.iter().map(|it| it.quarter).collect(),
            lines: found.into_iter().map(line).collect(),
            refused,
            total,
            page,
            pages: total.div_ceil(PAGE).max(1),
            towns: towns.into_iter().map(|it| (it.id, it.name)).collect(),
            decides: person.may(Right::Decide),
        })
    }

    /// The visits that were not accepted, where the filters do not ask for something that they have not.
    async fn refused(
        &self,
        quarter: Quarter,
        query: &VisitQuery,
        text: &str,
    ) -> Result<Vec<RefusedLine>, AppError> {
        let apart = query.state.is_some() || query.form.is_some() || query.hidden;
        if apart || query.page > 1 {
            return Ok(Vec::new());
        }
        let found = self.store.visits_refused(quarter).await;
        let found = found.map_err(to_app_error)?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let sites = self.store.sites().await.map_err(to_app_error)?;
        let search = Search::new(text);
        let mut lines = Vec::new();
        for it in found {
            let id = it.site.as_deref().unwrap_or_default();
            let site = sites.iter().find(|known| known.site.id.as_str() == id);
            let name = site.map_or(id, |known| known.site.name.as_str());
            let of_town = |town: &TownId| site.is_some_and(|known| known.town.id == *town);
            let fits = query.town.as_ref().is_none_or(of_town)
                && (text.is_empty() || named(&search, text, name, id));
            if !fits {
                continue;
            }
            let town = site.map(|known| known.town.name.clone());
            let name = (!name.is_empty()).then(|| name.to_owned());
            lines.push(refused_line(it, (name, town)));
        }
        Ok(lines)
    }
}

/// What is told of records that were not accepted, at a site of a town.
fn refused_line(it: RefusedVisit, (site, town): (Option<String>, Option<String>)) -> RefusedLine {
    RefusedLine {
        site,
        town,
        person: it.person,
        device: it.device,
        at: it.received,
        reason: it.quarantine.reason,
        detail: it.quarantine.detail,
        records: it.records,
        settles: Settles {
            visit: it.visit,
            device: it.device,
            span: it.span,
        },
    }
}

fn ended(state: VisitState) -> bool {
    matches!(state, VisitState::HandedIn | VisitState::NotInspected)
}

fn line(it: ListedVisit) -> VisitLine {
    VisitLine {
        hidden: it.form == Form::Unannounced && !it.town_sees && ended(it.state),
        id: it.id,
        site: it.site,
        town: it.town.name,
        method: it.method,
        form: it.form,
        inspectors: it.inspectors,
        at: it.opened_at,
        state: it.state,
        findings: it.findings.0,
        waiting: it.findings.1,
        refused: it.refused,
    }
}

/// A time by the clock of the district, wherever the tablet's stood.
fn by_our_clock(at: Moment) -> Moment {
    Moment::new(at.timestamp(), OFFSET_SECONDS)
}

/// The photos of a sheet as they are numbered: those of findings, then those of the visit as a whole, each in
/// the order of their ids, which is that of their taking. A signature as drawn is none.
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
        SheetPhoto {
            photo,
            indicator: known.map_or_else(String::new, |(indicator, _)| indicator.id.clone()),
            name: known.map_or(id, |(_, checkpoint)| checkpoint.name.zh.clone()),
        }
    };
    photos.into_iter().map(one).collect()
}

/// The sheets of the visits of a quarter that ended, the first that was opened before the others; without
/// those that arrived after the district's number `before`. Sites are called as `names` has them by their
/// ids, where it has them.
pub(crate) async fn sheets_of(
    store: &dyn Store,
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

/// A visit's sheet with its number; none where its quarter has no table.
fn numbered(named: &NamedVisit, quarters: &Quarters) -> Option<VisitSheet> {
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
            // What is not asked of such a site is not left out either.
            unchecked += u32::from(checkpoint.applies.to(named.kind));
            continue;
        }
        let of_it = |id: &PhotoId| numbers.get(id).copied();
        rows.push(SheetRow {
            indicator: indicator.id.clone(),
            name: checkpoint.name.zh.clone(),
            answer: answer.map_or_else(String::new, |it| it.as_str().to_owned()),
            photos: findings
                .iter()
                .flat_map(|it| visit.photos_of(it.id).filter_map(|photo| of_it(&photo.id)))
                .collect(),
            findings: findings
                .iter()
                .filter_map(|it| {
                    let content = it.content()?;
                    let mut words = content.phrases.clone();
                    words.extend((!content.note.is_empty()).then(|| content.note.clone()));
                    Some((words.join("；"), content.count))
                })
                .collect(),
        });
    }
    let closing = visit.closing();
    let reason = match (closing.map(|it| &it.outcome), visit.void()) {
        (Some(Outcome::NotInspected { reason }), _) => Some(reason.clone()),
        (_, Some(void)) => void.value.reason.clone(),
        _ => None,
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
        method: visit.method,
        form: visit.form,
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
        hidden: visit.form == Form::Unannounced && !visit.released && ended(visit.state()),
        decides: false,
    }
}
