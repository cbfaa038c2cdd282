//! Server functions for the quarter that files are imported into, and for evidence.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::fact_files::EvidenceItem;
use crate::error::AppError;
use domain::ids::TownId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The quarter that facts are entered for: the given one, else the current one.
#[server(prefix = "/api/page", endpoint = "import_quarter", input = Json)]
pub async fn read_quarter(quarter: Option<Quarter>) -> Result<Quarter, AppError> {
    let (ports, person) = require(Right::EnterFacts).await?;
    ports.fact_files.quarter(&person, quarter).await
}

/// The evidence for a town's row, claim or record; towns see only their own.
#[server(prefix = "/api/page", endpoint = "evidence", input = Json)]
pub async fn read_evidence(
    quarter: Quarter,
    town: TownId,
    slot: String,
) -> Result<Vec<EvidenceItem>, AppError> {
    let (ports, person) = require(Right::SeeEvidence).await?;
    let slot = &slot;
    ports
        .fact_files
        .evidence(&person, quarter, &town, slot)
        .await
}
