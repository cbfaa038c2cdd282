//! Server functions for 检查对象二维码.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::codes::CodeSheet;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The sites of every town, in list order.
#[server(prefix = "/api/page", endpoint = "site_codes", input = Json)]
pub async fn site_codes() -> Result<Vec<CodeSheet>, AppError> {
    let (ports, person) = require(Right::SeeCodes).await?;
    ports.sites.codes(&person).await
}
