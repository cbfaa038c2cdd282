//! Server functions for 模拟测算.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::simulation::Simulation;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// A quarter's data for a simulation, by default the current quarter's.
#[server(prefix = "/api/page", endpoint = "simulation", input = Json)]
pub async fn read_simulation(quarter: Option<Quarter>) -> Result<Simulation, AppError> {
    let (ports, person) = require(Right::SeeScores).await?;
    ports.scores.simulation(&person, quarter).await
}
