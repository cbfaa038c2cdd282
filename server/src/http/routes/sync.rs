//! Push and pull (sync.md).

use super::{read_body, read_json, share};
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::problem::{Problem, request_id};
use crate::store::{PushAnswer, Pushing, Viewer};
use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use domain::sync::report::{self, TabletReport};
use domain::sync::wire::{MAX_OLDER, MAX_OPS, Pulled, Push};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::sync::Arc;

/// Four times the size that tablets send at once, so that one very long operation still fits.
const BODY: usize = 1024 * 1024;
/// The most rows of the feed in one pull.
const ROWS: u32 = 500;

/// `POST /api/v1/sync/push`.
pub async fn push(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    signed.require(Right::Inspect).map_err(barred)?;
    let (budget, measures) = (&state.bodies.tablets, state.store.measures());
    let (share, body) = share(budget, measures, &headers, (body, BODY)).await?;
    let body = read_body(body, BODY).await?;
    let push: Push = read_json(&body)?;
    check(&push)?;
    let pushing = Pushing {
        by: signed.person.id,
        push,
        received: state.clock.moment(),
        by_rescue: false,
    };
    // A separate task: if the client is gone, the push still waits, and still takes its share.
    let store = Arc::clone(&state.store);
    let pushed = tokio::spawn(request_id::carried(async move {
        let _share = share;
        store.push(pushing).await
    }));
    Ok(match pushed.await.map_err(Problem::internal)?? {
        PushAnswer::Pushed(pushed) => Json(pushed).into_response(),
        PushAnswer::Conflict(conflict) => (StatusCode::CONFLICT, Json(conflict)).into_response(),
        PushAnswer::Revoked => {
            return Err(Problem::revoked("this device may not send any more"));
        }
    })
}

/// A problem of the type by which a tablet knows that it is barred, so that a proxy's 403 does not
/// stop it.
fn barred(_: Problem) -> Problem {
    Problem::revoked("this account does not have the role for it any more")
}

fn check(push: &Push) -> Result<(), Problem> {
    if push.ops.len() > MAX_OPS {
        let sent = push.ops.len();
        return Err(Problem::too_large(format!(
            "{sent} operations: at most {MAX_OPS} in one push"
        )));
    }
    let number = |seq: u64| i64::try_from(seq).is_ok() && seq > 0;
    for (index, op) in push.ops.iter().enumerate() {
        if !number(op.seq) {
            return Err(Problem::bad_request(format!(
                "ops[{index}].seq: {} is no number of an operation",
                op.seq
            )));
        }
    }
    for (index, pair) in push.ops.windows(2).enumerate() {
        if let [before, after] = pair
            && after.seq != before.seq + 1
        {
            let at = index + 1;
            return Err(Problem::bad_request(format!(
                "ops[{at}].seq: {} does not follow {}",
                after.seq, before.seq
            )));
        }
    }
    if push.older.len() > MAX_OLDER {
        let named = push.older.len();
        return Err(Problem::bad_request(format!(
            "older: {named} devices, at most {MAX_OLDER}"
        )));
    }
    for (device, older) in push.claims() {
        if i64::try_from(older.through).is_err() {
            return Err(Problem::bad_request(format!(
                "succeeds.through: {} before {device} is out of range",
                older.through
            )));
        }
    }
    Ok(())
}

/// The query of a pull.
#[derive(Debug, Deserialize)]
pub struct PullQuery {
    #[serde(default)]
    epoch: String,
    #[serde(default)]
    after: u64,
    limit: Option<u32>,
}

/// A tablet's report about itself, if it sent one.
fn report(headers: &HeaderMap) -> Result<Option<TabletReport>, Problem> {
    let Some(value) = headers.get(report::HEADER) else {
        return Ok(None);
    };
    let bad = |why: String| Problem::bad_request(format!("{}: {why}", report::HEADER));
    let said: TabletReport =
        serde_json::from_slice(value.as_bytes()).map_err(|error| bad(error.to_string()))?;
    let TabletReport { program, .. } = &said;
    let longest = report::LONGEST_PROGRAM;
    if program.len() > longest || program.chars().any(char::is_control) {
        return Err(bad(format!("program: at most {longest} signs in one line")));
    }
    if [said.ops, said.photos]
        .iter()
        .any(|it| i64::try_from(*it).is_err())
    {
        return Err(bad("ops, photos: out of range".to_owned()));
    }
    Ok(Some(said))
}

/// `GET /api/v1/sync/pull`.
pub async fn pull(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    asked: Result<Query<PullQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Pulled>, Problem> {
    signed.require(Right::SeeVisits).map_err(barred)?;
    let Query(asked) = asked.map_err(|error| Problem::bad_request(error.body_text()))?;
    let viewer = Viewer {
        user: signed.person.id,
        supervisor: signed.person.may_everywhere(Right::SeeVisits),
    };
    if let Some(said) = report(&headers)?
        && signed.person.may(Right::Inspect)
    {
        let (user, now) = (signed.person.id, state.clock.now());
        // The report is optional: failing to store it does not fail the pull.
        if let Err(error) = state.store.note_tablet(user, &said, now).await {
            tracing::warn!(%error, device = %said.device, "what a tablet says is not kept");
        }
    }
    let limit = asked.limit.unwrap_or(ROWS).clamp(1, ROWS);
    let pulled = state
        .store
        .pull(viewer, &asked.epoch, asked.after, limit)
        .await?;
    Ok(Json(pulled))
}
