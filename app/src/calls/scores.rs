//! 得分: server functions for the sheet, the trace of a cell, and the charts.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::scores::{Charts, ScoreSheet, Trace};
use crate::error::AppError;
use domain::ids::TownId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The scores of a quarter, by default the current one.
#[server(prefix = "/api/page", endpoint = "scores", input = Json)]
pub async fn read_scores(quarter: Option<Quarter>) -> Result<ScoreSheet, AppError> {
    let (ports, person) = require(Right::SeeScores).await?;
    ports.scores.sheet(&person, quarter).await
}

/// The trace of a cell.
#[server(prefix = "/api/page", endpoint = "score_trace", input = Json)]
pub async fn read_trace(
    quarter: Option<Quarter>,
    town: TownId,
    indicator: String,
) -> Result<Trace, AppError> {
    let (ports, person) = require(Right::SeeScores).await?;
    ports
        .scores
        .trace(&person, quarter, &town, &indicator)
        .await
}

/// The courses of the towns up to a quarter, and the quarter's spread.
#[server(prefix = "/api/page", endpoint = "score_charts", input = Json)]
pub async fn read_charts(quarter: Option<Quarter>) -> Result<Charts, AppError> {
    let (ports, person) = require(Right::SeeScores).await?;
    ports.scores.charts(&person, quarter).await
}
