//! The lists of 计划: planned visits, sites to choose from, and the quarter's coverage.

use super::{PlanPort, map, name_of, small};
use crate::pages::manage::{searched, sites_called};
use crate::problem::to_app_error;
use crate::store::{AssignmentFilter, Covered, KeptAssignment};
use app::api::plan::{
    Assigned, AssignmentPage, AssignmentQuery, Coverage, DrawLine, FoundSites, PlanPage,
};
use app::error::AppError;
use domain::ids::{SiteId, TownId};
use domain::inspection::SiteKind;
use domain::people::{Person, Right};
use domain::registry::{Registry, Site};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Visits on a page.
const PAGE: u32 = 50;
/// How many sites are offered at once.
const OFFERED: usize = 40;

impl PlanPort {
    pub(super) async fn whole(&self, person: &Person) -> Result<PlanPage, AppError> {
        let store = self.store.as_ref();
        let registry = self.registry().await?;
        let quarter = self.quarter().await?;
        let draws = store.draws().await.map_err(to_app_error)?;
        let draws = draws.into_iter().map(|it| DrawLine {
            number: small(it.number),
            at: it.at,
            by: it.by,
            sites: small(it.sites),
        });
        let covered = store.coverage(quarter).await.map_err(to_app_error)?;
        let visited = store.visited_sites(quarter).await.map_err(to_app_error)?;
        let visited = visited.into_iter().collect();
        let inspectors = registry
            .people
            .iter()
            .filter(|it| it.may(Right::Inspect) && !it.disabled);
        let towns = store.towns_in(quarter).await.map_err(to_app_error)?;
        let towns: Vec<_> = towns.into_iter().map(|it| (it.id, it.name)).collect();
        let evaluated: BTreeSet<&TownId> = towns.iter().map(|(id, _)| id).collect();
        let sites = || of_towns(&registry, &evaluated);
        let placeless = sites().filter(|it| it.position.is_none()).count();
        Ok(PlanPage {
            fresh: Uuid::now_v7(),
            quarter,
            today: self.today(),
            inspectors: inspectors
                .map(|it| (it.id, it.name.clone(), it.login.clone()))
                .collect(),
            draws: draws.collect(),
            spots: map::spots(sites(), &visited),
            placeless: u32::try_from(placeless).unwrap_or(u32::MAX),
            coverage: towns.iter().map(|town| coverage(town, &covered)).collect(),
            towns,
            plans: person.may(Right::Plan),
        })
    }

    pub(super) async fn listed(&self, query: &AssignmentQuery) -> Result<AssignmentPage, AppError> {
        let registry = self.registry().await?;
        let text = searched(&query.text);
        let sites = (!text.is_empty()).then(|| {
            let found = sites_called(&text, registry.sites.iter());
            found.map(|it| it.id.clone()).collect()
        });
        let page = query.page.clamp(1, 100_000);
        let filter = AssignmentFilter {
            today: self.today(),
            state: query.state,
            town: query.town.clone(),
            sites,
            page: ((page - 1) * PAGE, PAGE),
        };
        let found = self.store.assignment_list(filter).await;
        let (found, total) = found.map_err(to_app_error)?;
        Ok(AssignmentPage {
            lines: found.into_iter().map(|it| line(&registry, it)).collect(),
            total,
            page,
            pages: total.div_ceil(PAGE).max(1),
        })
    }

    pub(super) async fn found(
        &self,
        text: &str,
        town: Option<&TownId>,
    ) -> Result<FoundSites, AppError> {
        let registry = self.registry().await?;
        // Visits are planned for today or later, so a town that is closed by now is left out.
        let quarter = self.quarter().await?;
        let towns = self.store.towns_in(quarter.max(self.today_quarter())).await;
        let towns = towns.map_err(to_app_error)?;
        let evaluated: BTreeSet<&TownId> = towns.iter().map(|it| &it.id).collect();
        let there =
            of_towns(&registry, &evaluated).filter(|it| town.is_none_or(|town| *town == it.town));
        let mut sites: Vec<(SiteId, String)> = sites_called(&searched(text), there)
            .map(|it| (it.id.clone(), it.name.clone()))
            .collect();
        let left = sites.len().saturating_sub(OFFERED);
        sites.truncate(OFFERED);
        Ok(FoundSites {
            sites,
            left: small(left as u64),
        })
    }
}

/// The sites in these towns that can be visited.
fn of_towns<'r>(
    registry: &'r Registry,
    towns: &BTreeSet<&TownId>,
) -> impl Iterator<Item = &'r Site> {
    let sites = registry.sites.iter();
    sites.filter(|it| !it.closed && towns.contains(&it.town))
}

fn coverage((id, name): &(TownId, String), covered: &[Covered]) -> Coverage {
    let of = |kind: SiteKind| covered.iter().find(|it| it.town == *id && it.kind == kind);
    let count = |kind| of(kind).map_or((0, 0), |it| (it.visited, it.sites));
    let visits = SiteKind::ALL.into_iter().filter_map(of).map(|it| it.visits);
    Coverage {
        town: name.clone(),
        centres: count(SiteKind::Centre),
        stations: count(SiteKind::Station),
        visits: visits.sum(),
    }
}

fn line(registry: &Registry, it: KeptAssignment) -> Assigned {
    let names = it.what.inspectors.iter().map(|id| {
        let person = registry.people.iter().find(|known| known.id == *id);
        person.map_or_else(|| id.to_string(), |it| it.name.clone())
    });
    Assigned {
        id: it.what.id,
        site: it.site_name,
        town: name_of(registry, &it.town),
        method: it.what.method,
        form: it.what.form,
        inspectors: names.collect(),
        due: it.what.due,
        note: it.what.note,
        by: it.made_by,
        at: it.made_at,
        draw: it.draw.map(small),
        state: it.state,
    }
}
