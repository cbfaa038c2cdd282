//! Server functions for 概览.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::overview::Overview;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// 概览 of the signed-in person.
#[server(prefix = "/api/page", endpoint = "overview", input = Json)]
pub async fn read_overview() -> Result<Overview, AppError> {
    let (ports, person) = require(Right::SeeOverview).await?;
    ports.overview.overview(&person).await
}
