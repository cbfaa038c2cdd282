//! Server functions for backups and the audit log.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::upkeep::{AuditPage, AuditQuery, AuditVerdict, Backups};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::language;
#[cfg(feature = "ssr")]
use crate::pages::manage::audit::words::result_words;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The backups that this server has made.
#[server(prefix = "/api/page", endpoint = "backups", input = Json)]
pub async fn read_backups() -> Result<Backups, AppError> {
    let (ports, person) = require(Right::SeeUpkeep).await?;
    ports.upkeep.backups(&person).await
}

/// A page of the audit log, its results in words.
#[server(prefix = "/api/page", endpoint = "audit_log", input = Json)]
pub async fn read_audit_log(query: AuditQuery) -> Result<AuditPage, AppError> {
    let (ports, person) = require(Right::SeeUpkeep).await?;
    let mut page = ports.upkeep.audit_log(&person, &query).await?;
    for line in &mut page.lines {
        line.result = result_words(language::chosen(), &line.result);
    }
    Ok(page)
}

/// Recomputes the audit log's hash chain.
#[server(prefix = "/api/page", endpoint = "verify_audit", input = Json)]
pub async fn verify_audit_log() -> Result<AuditVerdict, AppError> {
    let (ports, person) = require(Right::SeeUpkeep).await?;
    ports.upkeep.verify_audit(&person).await
}
