//! 数据填报: opening a form, saving it, signing and reminding.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::facts::{FactsPage, FactsQuery, FactsSave, FactsSaved};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The rows, and the open row's form.
#[server(prefix = "/api/page", endpoint = "facts", input = Json)]
pub async fn read_facts(query: FactsQuery) -> Result<FactsPage, AppError> {
    let (ports, person) = require(Right::SeeFacts).await?;
    ports.facts.page(&person, &query).await
}

/// Saves a form, all or nothing.
#[server(prefix = "/api/page", endpoint = "save_facts", input = Json)]
pub async fn save_facts(save: FactsSave) -> Result<FactsSaved, AppError> {
    let (ports, person) = require(Right::EnterFacts).await?;
    ports.facts.save(&person, &save).await
}

/// 负责人审签: signs a row as it was shown; `instead` is the reason for signing for the head.
#[server(prefix = "/api/page", endpoint = "sign_facts", input = Json)]
pub async fn sign_facts(
    quarter: Quarter,
    row: String,
    head: u64,
    instead: Option<String>,
) -> Result<(), AppError> {
    let (ports, person) = require(Right::SignFacts).await?;
    let instead = instead.as_deref();
    ports
        .facts
        .sign(&person, quarter, &row, head, instead)
        .await
}

/// 催报.
#[server(prefix = "/api/page", endpoint = "remind_facts", input = Json)]
pub async fn remind_facts(quarter: Quarter, row: String, note: String) -> Result<(), AppError> {
    let (ports, person) = require(Right::RunQuarters).await?;
    ports.facts.remind(&person, quarter, &row, &note).await
}

/// 填报截止: sets the date; empty removes it.
#[server(prefix = "/api/page", endpoint = "facts_due", input = Json)]
pub async fn set_facts_due(quarter: Quarter, due: String) -> Result<(), AppError> {
    let (ports, person) = require(Right::RunQuarters).await?;
    ports.facts.set_due(&person, quarter, &due).await
}
