//! Server functions for 结果通报.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::bulletin::Bulletin;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The bulletin of a quarter (`2026Q4`), by default the current one.
#[server(prefix = "/api/page", endpoint = "bulletin", input = Json)]
pub async fn read_bulletin(quarter: Option<String>) -> Result<Bulletin, AppError> {
    let (ports, person) = require(Right::SeeScores).await?;
    let quarter = quarter
        .map(|text| text.parse().map_err(|_| AppError::not_found("quarter")))
        .transpose()?;
    ports.bulletins.bulletin(&person, quarter).await
}
