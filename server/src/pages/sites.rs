//! Sites for lists, and the positions that inspectors' devices measured at a site, on the store.

use crate::pages::allowed::allowed;
use crate::pages::manage::degrees;
use crate::problem::to_app_error;
use crate::store::{SitePositions, Store};
use app::api::codes::CodeSheet;
use app::api::manage::RecordedPosition;
use app::error::AppError;
use app::ports::{Boxed, Sites};
use domain::ids::{SiteId, VisitId};
use domain::people::{Person, Right};
use domain::position::Position;
use domain::position::middle::Middle;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Device positions less accurate than this, in metres, are ignored.
const EXACT: u32 = 100;
/// A registered position within this distance, in metres, counts as right.
const NEAR: u32 = 300;

/// The sites on the store.
pub struct SitesPort {
    pub(crate) store: Arc<Store>,
}

impl Sites for SitesPort {
    fn codes<'a>(&'a self, person: &'a Person) -> Boxed<'a, Vec<CodeSheet>> {
        Box::pin(async move {
            allowed(person, Right::SeeCodes)?;
            let mut sheets: Vec<CodeSheet> = Vec::new();
            let sites = self.store.sites().await.map_err(to_app_error)?;
            for it in sites.into_iter().filter(|it| !it.closed) {
                let site = (it.site.id, it.site.name);
                match sheets.last_mut() {
                    Some(sheet) if sheet.town == it.town.id => sheet.sites.push(site),
                    _ => sheets.push(CodeSheet {
                        town: it.town.id,
                        town_name: it.town.name,
                        sites: vec![site],
                    }),
                }
            }
            Ok(sheets)
        })
    }

    fn taken<'a>(
        &'a self,
        person: &'a Person,
        site: &'a SiteId,
    ) -> Boxed<'a, Option<RecordedPosition>> {
        Box::pin(async move {
            allowed(person, Right::KeepRegistry)?;
            let found = self.store.positions(site.clone()).await;
            let found = found.map_err(to_app_error)?;
            found
                .map(|it| taken(&it))
                .ok_or_else(|| AppError::not_found("site"))
        })
    }
}

/// The position to offer, unless the registered one is close to it.
fn taken(it: &SitePositions) -> Option<RecordedPosition> {
    let exact = it.noted.iter().filter(|(_, fix)| fix.accuracy <= EXACT);
    let (visits, positions): (BTreeSet<VisitId>, Vec<Position>) =
        exact.map(|(visit, fix)| (*visit, fix.at)).unzip();
    let middle = Middle::of(&positions)?;
    let away = it.entered.map(|entered| entered.metres_to(middle.at));
    if away.is_some_and(|metres| metres <= NEAR) {
        return None;
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Some(RecordedPosition {
        at: (
            degrees(middle.at.latitude()),
            degrees(middle.at.longitude()),
        ),
        count: count(positions.len()),
        visits: count(visits.len()),
        half: middle.half,
        farthest: middle.farthest,
        away,
    })
}
