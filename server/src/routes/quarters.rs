//! Quarters over HTTP: where they are, doing the next thing, and the document of a closed one.

use super::evaluation::{json, named};
use super::{read_body, read_json};
use crate::auth::Signed;
use crate::ports::wish;
use crate::problem::Problem;
use crate::quarters::{act, open};
use crate::state::AppState;
use app::api::quarters::Action;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::people::Role;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

const LIMIT: usize = 64 * 1024;

/// `GET /api/v1/quarters/{quarter}`: a quarter with what is missing and what was done.
pub async fn one(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    signed.require(&[Role::Supervisor])?;
    let quarter = named(&quarter)?;
    let page = state.ports.quarters.page(&signed.person, Some(quarter));
    match page.await {
        Ok(page) => json(&page),
        Err(app::error::AppError::NotFound { .. }) => {
            Err(Problem::not_found("there is no such quarter"))
        }
        Err(error) => Err(Problem::internal(error)),
    }
}

/// `POST /api/v1/quarters/{quarter}/actions`: does something to it.
pub async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
    body: Body,
) -> Result<StatusCode, Problem> {
    signed.require(&[Role::Supervisor])?;
    let quarter = named(&quarter)?;
    let body = read_body(body, LIMIT).await?;
    let action: Action = read_json(&body)?;
    let (store, at) = (state.store.as_ref(), state.clock.moment());
    match action {
        Action::Open { quarter: new } => open(store, quarter, new, &signed.person, at).await?,
        action => {
            let wish = wish(action).ok_or_else(|| Problem::bad_request("no action"))?;
            act(store, quarter, wish, &signed.person, at).await?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/quarters/{quarter}/frozen`: the very bytes that it was closed with.
pub async fn frozen(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    signed.require(&[Role::Supervisor])?;
    let quarter = named(&quarter)?;
    let found = state.store.frozen(quarter).await?;
    let (doc, sha256) =
        found.ok_or_else(|| Problem::not_found("the quarter was never closed"))?;
    let file = format!("attachment; filename=\"{quarter}-{}.json\"", &sha256[..12]);
    let headers = [
        (CONTENT_TYPE, String::from("application/json")),
        (CONTENT_DISPOSITION, file),
    ];
    Ok((headers, doc).into_response())
}
