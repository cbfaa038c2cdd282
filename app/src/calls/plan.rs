//! 计划: reading the plan, and planning visits by hand or by lot (随机抽取).

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::plan::{
    Assigning, AssignmentPage, AssignmentQuery, DrawRecord, Drawing, FoundSites, PlanPage,
};
use crate::error::AppError;
use domain::ids::TownId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use uuid::Uuid;

/// The plan without its visits.
#[server(prefix = "/api/page", endpoint = "plan", input = Json)]
pub async fn read_plan() -> Result<PlanPage, AppError> {
    let (ports, person) = require(Right::SeePlan).await?;
    ports.plan.page(&person).await
}

/// The planned visits.
#[server(prefix = "/api/page", endpoint = "assignments", input = Json)]
pub async fn read_assignments(query: AssignmentQuery) -> Result<AssignmentPage, AppError> {
    let (ports, person) = require(Right::SeePlan).await?;
    ports.plan.assignments(&person, &query).await
}

/// The open sites that match `text`, of one town if given.
#[server(prefix = "/api/page", endpoint = "plan_sites", input = Json)]
pub async fn find_sites(text: String, town: Option<TownId>) -> Result<FoundSites, AppError> {
    let (ports, person) = require(Right::SeePlan).await?;
    ports.plan.sites(&person, &text, town.as_ref()).await
}

/// Plans visits.
#[server(prefix = "/api/page", endpoint = "assign", input = Json)]
pub async fn assign_visits(request: Assigning) -> Result<u32, AppError> {
    let (ports, person) = require(Right::Plan).await?;
    ports.plan.assign(&person, &request).await
}

/// Withdraws planned visits that were not made yet; returns how many.
#[server(prefix = "/api/page", endpoint = "withdraw_assignments", input = Json)]
pub async fn withdraw_assignments(visits: Vec<Uuid>) -> Result<u32, AppError> {
    let (ports, person) = require(Right::Plan).await?;
    ports.plan.withdraw(&person, &visits).await
}

/// Draws sites and inspectors by lot, and plans the visits; returns the number of the draw.
#[server(prefix = "/api/page", endpoint = "draw_lots", input = Json)]
pub async fn draw_lots(request: Drawing) -> Result<u32, AppError> {
    let (ports, person) = require(Right::Plan).await?;
    ports.plan.draw(&person, &request).await
}

/// The record of a draw.
#[server(prefix = "/api/page", endpoint = "draw_record", input = Json)]
pub async fn read_draw(number: u32) -> Result<DrawRecord, AppError> {
    let (ports, person) = require(Right::SeePlan).await?;
    ports.plan.record(&person, number).await
}
