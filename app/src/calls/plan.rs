//! 计划: reading the plan, and planning visits by hand or by lot (随机抽取).

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::plan::{
    Assigning, AssignmentPage, AssignmentQuery, DrawSheet, Drawing, Fields, FoundSites, PlanPage,
};
#[cfg(feature = "ssr")]
use crate::draw_words;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::language;
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

/// What a draw would do, in words; nothing is drawn or stored.
#[server(prefix = "/api/page", endpoint = "preview_draw", input = Json)]
pub async fn preview_draw(request: Drawing) -> Result<Fields, AppError> {
    let (ports, person) = require(Right::Plan).await?;
    let it = ports.plan.preview(&person, &request).await?;
    Ok(draw_words::preview(language::chosen(), &it))
}

/// Draws sites and inspectors by lot, and plans the visits; returns the number of the draw.
#[server(prefix = "/api/page", endpoint = "draw_lots", input = Json)]
pub async fn draw_lots(request: Drawing) -> Result<u32, AppError> {
    let (ports, person) = require(Right::Plan).await?;
    ports.plan.draw(&person, &request).await
}

/// Names the witness of a draw that was recorded without one.
#[server(prefix = "/api/page", endpoint = "witness_draw", input = Json)]
pub async fn witness_draw(number: u32, witness: String) -> Result<(), AppError> {
    let (ports, person) = require(Right::Plan).await?;
    ports.plan.name_witness(&person, number, &witness).await
}

/// The record of a draw, in words.
#[server(prefix = "/api/page", endpoint = "draw_record", input = Json)]
pub async fn read_draw(number: u32) -> Result<DrawSheet, AppError> {
    let (ports, person) = require(Right::SeePlan).await?;
    let it = ports.plan.record(&person, number).await?;
    Ok(draw_words::sheet(language::chosen(), it))
}
