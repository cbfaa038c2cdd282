//! 检查 on the store.

use crate::pages::allowed::allowed;
use crate::pages::manage::{named, searched, sites_called};
use crate::problem::to_app_error;
use crate::quarter::visits::{ended, numbered};
use crate::store::{ListedVisit, RefusedVisit, Settling, Store, VisitFilter};
use app::api::visits::{
    RELEASED_AT_ONCE, RefusedLine, Settles, VisitLine, VisitPage, VisitQuery, VisitSheet,
};
use app::error::AppError;
use app::ports::{Boxed, Visits};
use domain::ids::{SiteId, TownId, VisitId};
use domain::inspection::Form;
use domain::people::{Person, Right};
use domain::search::Search;
use domain::time::Quarter;
use std::sync::Arc;

/// Visits on a page.
const PAGE: u32 = 50;
/// The longest note on how records were dealt with, in characters.
const LONGEST: usize = 200;

/// 检查 on the store.
pub struct VisitsPort {
    pub(crate) store: Arc<Store>,
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
                // Each visit is released by itself: one that cannot be does not stop the others.
                let done = self.store.release(person.id, *visit).await;
                released += u32::from(done.map_err(to_app_error)?.is_ok());
            }
            Ok(released)
        })
    }
}

impl VisitsPort {
    /// The sites whose names match, in characters or pinyin.
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

    /// The visits that were not accepted; none if the filters ask for a property that these visits
    /// lack.
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

/// A line about records that were not accepted, at a site of a town.
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
