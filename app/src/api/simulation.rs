//! 模拟测算: a quarter as the browser needs it to score it by itself.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::scoring::Ruling;
use domain::time::{Moment, Quarter};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

/// A quarter with all that is scored in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// The quarter.
    pub quarter: Quarter,
    /// The evaluation table, JSON as tablets pull it.
    pub table: String,
    /// The case, JSON as scoring.md writes it.
    pub case: String,
    /// The rulings on its ties.
    pub rulings: Vec<Ruling>,
    /// Where and when each finding of the case was made, in its order.
    pub seen: Vec<(String, Moment)>,
}

/// A quarter for trying out; the current one where none is named.
#[server(prefix = "/api/page", endpoint = "simulation", input = Json)]
pub async fn read_simulation(quarter: Option<Quarter>) -> Result<Simulation, AppError> {
    let (ports, person) = super::session::require(Right::SeeScores).await?;
    ports.scores.simulation(&person, quarter).await
}
