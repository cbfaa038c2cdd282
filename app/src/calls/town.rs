//! Server functions for a town's 得分及扣分明细.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::town::Scorecard;
use crate::error::AppError;
use domain::ids::TownId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// A town's card for a quarter, by default the current one; `town` is for those who may see any.
#[server(prefix = "/api/page", endpoint = "scorecard", input = Json)]
pub async fn town_scorecard(
    town: Option<TownId>,
    #[server(default)] quarter: Option<Quarter>,
) -> Result<Scorecard, AppError> {
    let (ports, person) = require(Right::SeeCards).await?;
    let card = ports.scorecards;
    card.scorecard(&person, town.as_ref(), quarter).await
}
