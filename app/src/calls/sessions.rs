//! 会话: listing where a person is signed in, and ending those sessions.

#[cfg(feature = "ssr")]
use super::asker::{asking, ports, require};
use crate::api::sessions::OpenedSession;
use crate::error::AppError;
use domain::ids::UserId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use uuid::Uuid;

/// The open sessions of a person, the most recently used first.
#[server(prefix = "/api/page", endpoint = "sessions_of", input = Json)]
pub async fn sessions_of(user: UserId) -> Result<Vec<OpenedSession>, AppError> {
    let (ports, _) = require(Right::KeepRegistry).await?;
    let (_, token) = asking(&ports).await?;
    ports.accounts.sessions(user, &token).await
}

/// Ends a session of a person, or all except the current one; returns how many.
#[server(prefix = "/api/page", endpoint = "end_sessions_of", input = Json)]
pub async fn end_sessions_of(user: UserId, session: Option<Uuid>) -> Result<u32, AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    let (_, token) = asking(&ports).await?;
    let accounts = &ports.accounts;
    accounts.end_sessions(&person, user, session, &token).await
}

/// One's own open sessions.
#[server(prefix = "/api/page", endpoint = "own_sessions", input = Json)]
pub async fn own_sessions() -> Result<Vec<OpenedSession>, AppError> {
    let ports = ports()?;
    let (person, token) = asking(&ports).await?;
    ports.accounts.sessions(person.id, &token).await
}

/// Ends one of one's own sessions, or all except the current one; returns how many.
#[server(prefix = "/api/page", endpoint = "end_own_sessions", input = Json)]
pub async fn end_own_sessions(session: Option<Uuid>) -> Result<u32, AppError> {
    let ports = ports()?;
    let (person, token) = asking(&ports).await?;
    let (accounts, user) = (&ports.accounts, person.id);
    accounts.end_sessions(&person, user, session, &token).await
}
