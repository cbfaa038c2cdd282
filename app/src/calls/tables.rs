//! 评估表: server functions for the list of versions, and for one of them.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::tables::{TableList, TableSheet};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The tables.
#[server(prefix = "/api/page", endpoint = "tables", input = Json)]
pub async fn read_tables() -> Result<TableList, AppError> {
    let (ports, person) = require(Right::SeeRegistry).await?;
    ports.tables.list(&person).await
}

/// One table, by its hash.
#[server(prefix = "/api/page", endpoint = "table", input = Json)]
pub async fn read_table(sha256: String) -> Result<TableSheet, AppError> {
    let (ports, person) = require(Right::SeeRegistry).await?;
    ports.tables.sheet(&person, &sha256).await
}
