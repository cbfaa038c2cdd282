//! 计划 on the store.

mod lists;
mod lots;
mod map;

use crate::ground::clock::{Clock, OFFSET_SECONDS};
use crate::pages::allowed::allowed;
use crate::pages::once;
use crate::problem::to_app_error;
use crate::store::{NewAssignment, Planned, Store};
use app::api::plan::{
    Assigning, AssignmentPage, AssignmentQuery, DrawPreview, DrawRecord, Drawing, FoundSites, How,
    PLANNED_AT_ONCE, PlanPage, TOGETHER,
};
use app::error::AppError;
use app::ports::{Boxed, Plan};
use domain::ids::{TownId, UserId};
use domain::people::{Person, Right};
use domain::registry::Registry;
use domain::time::Quarter;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// The longest note or list of witnesses, in characters.
const LONGEST: usize = 200;

/// 计划 on the store.
pub struct PlanPort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
}

impl Plan for PlanPort {
    fn page<'a>(&'a self, person: &'a Person) -> Boxed<'a, PlanPage> {
        Box::pin(async move {
            allowed(person, Right::SeePlan)?;
            self.whole(person).await
        })
    }

    fn assignments<'a>(
        &'a self,
        person: &'a Person,
        query: &'a AssignmentQuery,
    ) -> Boxed<'a, AssignmentPage> {
        Box::pin(async move {
            allowed(person, Right::SeePlan)?;
            self.listed(query).await
        })
    }

    fn sites<'a>(
        &'a self,
        person: &'a Person,
        text: &'a str,
        town: Option<&'a TownId>,
    ) -> Boxed<'a, FoundSites> {
        Box::pin(async move {
            allowed(person, Right::SeePlan)?;
            self.found(text, town).await
        })
    }

    fn assign<'a>(&'a self, person: &'a Person, request: &'a Assigning) -> Boxed<'a, u32> {
        Box::pin(async move {
            allowed(person, Right::Plan)?;
            let how = self.checked(&request.how)?;
            if request.sites.is_empty() {
                return Err(AppError::invalid("sites", "required"));
            }
            if request.sites.len() > PLANNED_AT_ONCE {
                return Err(AppError::invalid("sites", "too-many"));
            }
            if request.inspectors.is_empty() {
                return Err(AppError::invalid("inspectors", "required"));
            }
            let inspectors: BTreeSet<UserId> = request.inspectors.iter().copied().collect();
            if inspectors.len() > TOGETHER {
                return Err(AppError::invalid("inspectors", "too-many"));
            }
            let inspectors: Vec<UserId> = inspectors.into_iter().collect();
            let sites: BTreeSet<_> = request.sites.iter().collect();
            let visits = sites
                .into_iter()
                .map(|site| visit(request.asked, site.clone(), inspectors.clone(), &how));
            Ok(self.planned(person, visits.collect(), None).await?.0)
        })
    }

    fn withdraw<'a>(&'a self, person: &'a Person, visits: &'a [Uuid]) -> Boxed<'a, u32> {
        Box::pin(async move {
            allowed(person, Right::Plan)?;
            if visits.len() > PLANNED_AT_ONCE {
                return Err(AppError::invalid("visits", "too-many"));
            }
            let done = self.store.withdraw(&person.login, visits.to_vec()).await;
            done.map_err(to_app_error)
        })
    }

    fn preview<'a>(&'a self, person: &'a Person, request: &'a Drawing) -> Boxed<'a, DrawPreview> {
        Box::pin(async move {
            allowed(person, Right::Plan)?;
            self.foreseen(request).await
        })
    }

    fn draw<'a>(&'a self, person: &'a Person, request: &'a Drawing) -> Boxed<'a, u32> {
        Box::pin(async move {
            allowed(person, Right::Plan)?;
            self.drawn(person, request).await
        })
    }

    fn name_witness<'a>(
        &'a self,
        person: &'a Person,
        number: u32,
        witness: &'a str,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            allowed(person, Right::Plan)?;
            self.witnessed(person, number, witness).await
        })
    }

    fn record<'a>(&'a self, person: &'a Person, number: u32) -> Boxed<'a, DrawRecord> {
        Box::pin(async move {
            allowed(person, Right::SeePlan)?;
            self.recorded(person, number).await
        })
    }
}

fn visit(
    asked: Option<Uuid>,
    site: domain::ids::SiteId,
    inspectors: Vec<UserId>,
    how: &How,
) -> NewAssignment {
    NewAssignment {
        id: once::id(asked, &(&site, &inspectors, how)),
        site,
        method: how.method,
        form: how.form,
        inspectors,
        due: (!how.due.is_empty()).then(|| how.due.clone()),
        note: how.note.clone(),
    }
}

fn text(field: &str, text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return Err(AppError::invalid(field, "too-long"));
    }
    Ok(text.to_owned())
}

fn name_of(registry: &Registry, id: &TownId) -> String {
    let town = registry.town(id);
    town.map_or_else(|| id.to_string(), |it| it.name.clone())
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl PlanPort {
    async fn registry(&self) -> Result<Registry, AppError> {
        self.store.registry().await.map_err(to_app_error)
    }

    /// The quarter to plan: that of today if it is open, or else the current one.
    async fn quarter(&self) -> Result<Quarter, AppError> {
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let today = self.today_quarter();
        let is_open = quarters.0.iter().any(|it| it.open && it.quarter == today);
        let current = quarters.current().map(|it| it.quarter);
        Ok(current.filter(|_| !is_open).unwrap_or(today))
    }

    fn today_quarter(&self) -> Quarter {
        Quarter::of(self.clock.moment(), OFFSET_SECONDS)
    }

    fn today(&self) -> String {
        self.clock.moment().date_at(OFFSET_SECONDS).to_string()
    }

    /// The common properties of visits, after validation.
    fn checked(&self, how: &How) -> Result<How, AppError> {
        let due = how.due.trim();
        let is_day = due.is_empty() || due.parse::<jiff::civil::Date>().is_ok();
        if !is_day || due.len() > 10 || (!due.is_empty() && due < self.today().as_str()) {
            return Err(AppError::invalid("due", "out-of-range"));
        }
        Ok(How {
            due: due.to_owned(),
            note: text("note", &how.note)?,
            ..*how
        })
    }

    async fn planned(
        &self,
        person: &Person,
        visits: Vec<NewAssignment>,
        draw: Option<(Uuid, String)>,
    ) -> Result<(u32, Option<u64>), AppError> {
        let count = small(visits.len() as u64);
        let done = self
            .store
            .assign(person.id, &person.login, visits, draw)
            .await;
        match done.map_err(to_app_error)? {
            Planned::Done(number) => Ok((count, number)),
            Planned::Unknown => Err(AppError::invalid("sites", "unknown")),
        }
    }
}
