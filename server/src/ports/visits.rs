//! 检查 on the store.

use crate::clock::OFFSET_SECONDS;
use crate::ports::allowed;
use crate::ports::manage::named;
use crate::problem::to_app_error;
use crate::store::{ListedVisit, NamedVisit, Store, VisitFilter};
use app::api::visits::{RELEASED_AT_ONCE, SheetRow, VisitLine, VisitPage, VisitQuery, VisitSheet};
use app::error::AppError;
use app::ports::{Boxed, Visits};
use domain::ids::{PhotoId, SiteId, VisitId};
use domain::inspection::{Form, Outcome, Signature, VisitState};
use domain::people::{Person, Right};
use domain::search::Search;
use domain::table::Table;
use domain::time::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Visits of a page.
const PAGE: u32 = 50;

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
            let table = quarters.table_of(quarters.of(named.visit.opened_at));
            let table = table.ok_or(AppError::NotSetUp)?;
            let district = self.store.district().await.map_err(to_app_error)?;
            let quarter = quarters.of(named.visit.opened_at);
            let number = named.visit.opened.server_seq.unwrap_or_default();
            let mut sheet = sheet(&named, table);
            sheet.number = format!("{quarter}-{number}");
            sheet.office = district.office;
            sheet.decides = person.may(Right::Decide);
            Ok(sheet)
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
        let search = Search::new(text);
        let sites = self.store.sites().await.map_err(to_app_error)?.into_iter();
        let found = sites.map(|it| it.site);
        let found = found.filter(|it| named(&search, text, &it.name, it.id.as_str()));
        Ok(found.map(|it| it.id).collect())
    }

    async fn whole(&self, person: &Person, query: &VisitQuery) -> Result<VisitPage, AppError> {
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let current = quarters.current().map(|it| it.quarter);
        let quarter = query.quarter.or(current).ok_or(AppError::NotSetUp)?;
        let page = query.page.clamp(1, 100_000);
        let text: String = query.text.trim().chars().take(60).collect();
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
            sites,
            page: ((page - 1) * PAGE, PAGE),
        };
        let (found, total) = self.store.visit_list(filter).await.map_err(to_app_error)?;
        let towns = self.store.towns().await.map_err(to_app_error)?;
        Ok(VisitPage {
            quarter,
            quarters: quarters.0.iter().map(|it| it.quarter).collect(),
            lines: found.into_iter().map(line).collect(),
            total,
            page,
            pages: total.div_ceil(PAGE).max(1),
            towns: towns.into_iter().map(|it| (it.id, it.name)).collect(),
            decides: person.may(Right::Decide),
        })
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
    }
}

/// A time by the clock of the district, wherever the tablet's stood.
fn by_our_clock(at: Moment) -> Moment {
    Moment::new(at.timestamp(), OFFSET_SECONDS)
}

fn sheet(named: &NamedVisit, table: &Table) -> VisitSheet {
    let visit = &named.visit;
    let name = |id: &domain::ids::UserId| {
        let found = named.people.get(id);
        found.cloned().unwrap_or_else(|| id.to_string())
    };
    // Photos are numbered in the order of their ids, which is that of their taking.
    let shown = visit
        .photos
        .values()
        .filter(|it| it.finding.is_some() && visit.shows(it));
    let photos: Vec<(PhotoId, String)> = shown.map(|it| (it.id, it.sha256.clone())).collect();
    let numbers: BTreeMap<PhotoId, u32> = photos.iter().map(|(id, _)| *id).zip(1..).collect();
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
        photos: photos.into_iter().map(|(_, sha256)| sha256).collect(),
        hidden: visit.form == Form::Unannounced && !visit.released && ended(visit.state()),
        decides: false,
    }
}
