//! Files about facts: the quarter that they are imported into, and the evidence beside them.

use crate::error::AppError;
use domain::ids::TownId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::time::{Moment, Quarter};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::Serialize;

/// A file of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceItem {
    /// Its id: the bytes are at `/api/v1/evidence/{id}`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many bytes.
    pub length: u64,
    /// Who added it, by name.
    pub by: String,
    /// When.
    pub at: Moment,
    /// It was withdrawn: only supervisors see it still.
    pub withdrawn: bool,
}

domain::readable!(EvidenceItem {
    id,
    name,
    length,
    by,
    at,
    withdrawn
});

/// The quarter that facts are entered for: the named one, else the current one.
#[server(prefix = "/api/page", endpoint = "import_quarter", input = Json)]
pub async fn read_quarter(quarter: Option<Quarter>) -> Result<Quarter, AppError> {
    let (ports, person) = super::session::require(Right::EnterFacts).await?;
    ports.fact_files.quarter(&person, quarter).await
}

/// The evidence beside a town's row, claim or record; towns get their own only.
#[server(prefix = "/api/page", endpoint = "evidence", input = Json)]
pub async fn read_evidence(
    quarter: Quarter,
    town: TownId,
    slot: String,
) -> Result<Vec<EvidenceItem>, AppError> {
    let (ports, person) = super::session::require(Right::SeeEvidence).await?;
    let slot = &slot;
    ports
        .fact_files
        .evidence(&person, quarter, &town, slot)
        .await
}
