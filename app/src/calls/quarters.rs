//! 季度: reading a quarter or a year, opening a quarter and performing an act.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::quarters::{QuarterPage, Year};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::quarter::Act;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// A quarter with everything that is missing.
#[server(prefix = "/api/page", endpoint = "quarter", input = Json)]
pub async fn read_quarter(quarter: Option<Quarter>) -> Result<QuarterPage, AppError> {
    let (ports, person) = require(Right::SeeQuarters).await?;
    ports.quarters.quarter(&person, quarter).await
}

/// Performs an act on a quarter; `seen` is [`QuarterPage::head`], so that nobody signs changes
/// unseen.
#[server(prefix = "/api/page", endpoint = "quarter_act", input = Json)]
pub async fn do_act(quarter: Quarter, act: Act, seen: Option<u64>) -> Result<(), AppError> {
    let (ports, person) = require(Right::RunQuarters).await?;
    ports.quarters.act(&person, quarter, &act, seen).await
}

/// Opens a quarter with the table of the given hash.
#[server(prefix = "/api/page", endpoint = "quarter_open", input = Json)]
pub async fn open_quarter(quarter: Quarter, table: String) -> Result<(), AppError> {
    let (ports, person) = require(Right::RunQuarters).await?;
    ports.quarters.open(&person, quarter, &table).await
}

/// The quarters of a year, town by town.
#[server(prefix = "/api/page", endpoint = "year", input = Json)]
pub async fn read_year(year: i16) -> Result<Year, AppError> {
    let (ports, person) = require(Right::SeeQuarters).await?;
    ports.quarters.year(&person, year).await
}
