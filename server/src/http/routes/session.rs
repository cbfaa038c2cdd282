//! Sessions: a bearer token for a name and a password; who is signed in; ending a session.

use super::{read_body, read_json};
use crate::accounts::policy::SESSION;
use crate::http::signed::token_of;
use crate::http::state::AppState;
use crate::problem::request_id;
use crate::problem::{Problem, internal};
use app::api::session::Me;
use app::calls::cookies::cookie;
use app::error::AppError;
use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use domain::people::Person;
use http::header::{HeaderName, SET_COOKIE, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::sync::Arc;

/// `POST /api/v1/session`.
#[derive(Debug, Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
}

/// The session; its token is returned only here.
#[derive(Debug, Serialize)]
pub struct Opened {
    token: String,
    /// Seconds until it ends.
    expires_in: i64,
    person: Person,
}

/// Signs somebody in, in a separate task: if the client disconnects, its request ends, but a
/// counted attempt must still end as right or wrong.
pub(super) async fn let_in(
    state: &AppState,
    login: String,
    password: String,
    address: String,
    headers: &HeaderMap,
) -> Result<(Person, String), AppError> {
    let accounts = Arc::clone(&state.ports.accounts);
    let agent = headers.get(USER_AGENT).and_then(|it| it.to_str().ok());
    let agent = agent.unwrap_or_default().to_owned();
    let coming = async move { accounts.sign_in(&login, &password, &address, &agent).await };
    let came = tokio::spawn(request_id::carried(coming)).await;
    came.map_err(internal)?
}

/// Opens a session.
pub async fn open(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Opened>), Problem> {
    let body = read_body(body, 16 * 1024).await?;
    let SignIn { login, password } = read_json(&body)?;
    let address = peer.ip().to_string();
    let (person, token) = let_in(&state, login, password, address, &headers).await?;
    let opened = Opened {
        token,
        expires_in: SESSION.as_secs(),
        person,
    };
    Ok((StatusCode::CREATED, Json(opened)))
}

/// `GET /api/v1/session`: the person of the cookie or token; nobody is a valid result too.
pub async fn who(State(state): State<AppState>, parts: Parts) -> Result<Json<Me>, Problem> {
    let person = match token_of(&parts, state.cookie_name) {
        Some(token) => state.ports.accounts.person(&token).await?,
        None => None,
    };
    Ok(Json(state.ports.accounts.me(person).await?))
}

/// `DELETE /api/v1/session`: ends the current session and removes its cookie.
pub async fn close(
    State(state): State<AppState>,
    parts: Parts,
) -> Result<(StatusCode, [(HeaderName, String); 1]), Problem> {
    let token = token_of(&parts, state.cookie_name).ok_or_else(Problem::signed_out)?;
    state.ports.accounts.sign_out(&token).await?;
    let gone = cookie(&state.ports, "", 0);
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, gone)]))
}
