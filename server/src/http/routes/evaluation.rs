//! The evaluation over HTTP: a quarter's scores and its facts, in the format of scoring.md.

use super::extract::Path;
use super::{read_body, read_json, share};
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::problem::Problem;
use crate::quarter::entering::enter;
use crate::quarter::evaluation::Evaluation;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use domain::scoring::RawFact;
use domain::time::Quarter;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

/// The largest body in bytes: some fifty thousand facts.
const LIMIT: usize = 8 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts<'a> {
    #[serde(borrow)]
    facts: Vec<RawFact<'a>>,
}

/// `GET /api/v1/quarters/{quarter}/scores`: the same as `xuncha score` prints for the case.
pub async fn scores(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeScores)?;
    let evaluation = load(&state, &quarter).await?;
    let case = evaluation.case()?;
    let scores = evaluation.scores(&case)?;
    json(&scores)
}

/// `GET /api/v1/quarters/{quarter}/facts`: the current facts.
pub async fn facts(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeFacts)?;
    let evaluation = load(&state, &quarter).await?;
    let facts = evaluation.case()?.facts;
    json(&Facts { facts })
}

/// `PUT /api/v1/quarters/{quarter}/facts`: enters facts, all or none. Each replaces its town's
/// current fact of the same row, claim or record.
pub async fn put(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    signed.require(Right::EnterFacts)?;
    let quarter = named(&quarter)?;
    let (budget, measures) = (&state.bodies.pages, state.store.measures());
    let (_share, body) = share(budget, measures, &headers, (body, LIMIT)).await?;
    let body = read_body(body, LIMIT).await?;
    let Facts { facts } = read_json(&body)?;
    let at = state.clock.moment();
    enter(state.store.as_ref(), quarter, &facts, &signed.person, at).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn load(state: &AppState, quarter: &str) -> Result<Evaluation, Problem> {
    Evaluation::load(state.store.as_ref(), Some(named(quarter)?)).await
}

pub(super) fn named(quarter: &str) -> Result<Quarter, Problem> {
    quarter
        .parse()
        .map_err(|error| Problem::bad_request(format!("quarter: {error}")))
}

fn json(value: &impl Serialize) -> Result<Response, Problem> {
    let text = serde_json::to_string(value).map_err(Problem::internal)?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}
