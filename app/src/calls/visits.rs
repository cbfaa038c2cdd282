//! 检查: reading visits, releasing them, and settling records that were not accepted.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::visits::{Settles, VisitPage, VisitQuery, VisitSheet};
use crate::error::AppError;
use domain::ids::VisitId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// A page of the visits.
#[server(prefix = "/api/page", endpoint = "visits", input = Json)]
pub async fn read_visits(query: VisitQuery) -> Result<VisitPage, AppError> {
    let (ports, person) = require(Right::OverseeVisits).await?;
    ports.visits.page(&person, &query).await
}

/// One visit in full.
#[server(prefix = "/api/page", endpoint = "visit_sheet", input = Json)]
pub async fn read_visit(visit: VisitId) -> Result<VisitSheet, AppError> {
    let (ports, person) = require(Right::OverseeVisits).await?;
    ports.visits.sheet(&person, visit).await
}

/// Notes how records that were not accepted were dealt with; returns how many.
#[server(prefix = "/api/page", endpoint = "settle_refused", input = Json)]
pub async fn settle_refused(what: Settles, note: String) -> Result<u32, AppError> {
    let (ports, person) = require(Right::Decide).await?;
    ports.visits.settle(&person, &what, &note).await
}

/// Releases unannounced visits to their towns; returns how many.
#[server(prefix = "/api/page", endpoint = "release_visits", input = Json)]
pub async fn release_visits(visits: Vec<VisitId>) -> Result<u32, AppError> {
    let (ports, person) = require(Right::Decide).await?;
    ports.visits.release(&person, &visits).await
}
