//! 会话: where somebody is signed in, and ending that.

use crate::error::AppError;
use domain::ids::UserId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use domain::time::Moment;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a session was opened with, as far as its program says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenedWith {
    /// A browser of a phone or a tablet.
    Tablet,
    /// A browser of a computer.
    Browser,
    /// A program of another kind.
    Program,
    /// It was not noted.
    Unknown,
}

/// A session that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedSession {
    /// Its id; it opens nothing.
    pub id: Uuid,
    /// Since when.
    pub since: Moment,
    /// When it was last used: to the hour for who inspects, else to the minute.
    pub used: Moment,
    /// The address that it was opened from; empty where it was not noted.
    pub address: String,
    /// What it was opened with.
    pub with: OpenedWith,
    /// It is the one that asks.
    pub own: bool,
}

/// The open sessions of a person, the one that was used last first.
#[server(prefix = "/api/page", endpoint = "sessions_of", input = Json)]
pub async fn sessions_of(user: UserId) -> Result<Vec<OpenedSession>, AppError> {
    let (ports, _) = super::session::require(Right::KeepRegistry).await?;
    let (_, token) = super::session::asking(&ports).await?;
    ports.accounts.sessions(user, &token).await
}

/// Ends a session of a person, or all but the one that asks; says how many.
#[server(prefix = "/api/page", endpoint = "end_sessions_of", input = Json)]
pub async fn end_sessions_of(user: UserId, session: Option<Uuid>) -> Result<u32, AppError> {
    let (ports, person) = super::session::require(Right::KeepRegistry).await?;
    let (_, token) = super::session::asking(&ports).await?;
    let accounts = &ports.accounts;
    accounts.end_sessions(&person, user, session, &token).await
}

/// One's own open sessions.
#[server(prefix = "/api/page", endpoint = "own_sessions", input = Json)]
pub async fn own_sessions() -> Result<Vec<OpenedSession>, AppError> {
    let ports = super::session::ports()?;
    let (person, token) = super::session::asking(&ports).await?;
    ports.accounts.sessions(person.id, &token).await
}

/// Ends one of one's own sessions, or all but the one that asks; says how many.
#[server(prefix = "/api/page", endpoint = "end_own_sessions", input = Json)]
pub async fn end_own_sessions(session: Option<Uuid>) -> Result<u32, AppError> {
    let ports = super::session::ports()?;
    let (person, token) = super::session::asking(&ports).await?;
    let (accounts, user) = (&ports.accounts, person.id);
    accounts.end_sessions(&person, user, session, &token).await
}
