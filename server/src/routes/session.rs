//! Sessions for programs: a bearer token for a name and a password.

use super::{read_body, read_json};
use crate::auth::{SESSION, Signed};
use crate::problem::Problem;
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use domain::people::Person;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// `POST /api/v1/session`.
#[derive(Debug, Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
}

/// The session: its token is shown this once.
#[derive(Debug, Serialize)]
pub struct Opened {
    token: String,
    /// Seconds until it ends.
    expires_in: i64,
    person: Person,
}

/// Opens a session.
pub async fn open(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    body: Body,
) -> Result<(StatusCode, Json<Opened>), Problem> {
    let body = read_body(body, 16 * 1024).await?;
    let SignIn { login, password } = read_json(&body)?;
    let address = peer.ip().to_string();
    let (person, token) = state
        .ports
        .accounts
        .sign_in(&login, &password, &address)
        .await?;
    let opened = Opened {
        token,
        expires_in: SESSION.as_secs(),
        person,
    };
    Ok((StatusCode::CREATED, Json(opened)))
}

/// `DELETE /api/v1/session`: ends the session that asks.
pub async fn close(State(state): State<AppState>, signed: Signed) -> Result<StatusCode, Problem> {
    state.ports.accounts.sign_out(&signed.token).await?;
    Ok(StatusCode::NO_CONTENT)
}
