//! The API for tablets and programs, and the health checks.

pub mod audit;
pub mod codes;
pub mod door;
pub mod evaluation;
pub mod events;
pub mod evidence;
pub mod export;
pub(crate) mod extract;
pub mod health;
pub mod import;
pub mod metrics;
pub mod photos;
mod piece;
pub mod registry;
pub mod rescue;
pub mod session;
pub mod sync;
pub mod tables;
pub mod years;

use crate::ground::bodies::{Budget, Share};
use crate::ground::measures::Measures;
use crate::problem::Problem;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use std::time::Duration;
use tokio::time::{error::Elapsed, timeout};

/// How many bytes of a body that is too large are read before the response. A client cut off while
/// sending would see a broken connection instead of a 413.
pub(super) const DRAINED: usize = 16 * 1024 * 1024;

/// After this pause in a body the client counts as gone: others wait for its place.
const SILENCE: Duration = Duration::from_secs(30);

/// After this pause in a body that is thrown away, nobody waits for the rest.
const DISCARDED: Duration = Duration::from_secs(2);

fn silent(_: Elapsed) -> Problem {
    let title = "Nothing more of the body came";
    let seconds = SILENCE.as_secs();
    let detail = format!("nothing for {seconds} seconds");
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "/problems/broken-off",
        title,
        detail,
    )
}

/// Whether files are sent to the address: evidence, or facts to import.
pub(crate) fn takes_files(path: &str) -> bool {
    path == "/api/v1/registry/import"
        || path.strip_prefix("/api/v1/quarters/").is_some_and(|rest| {
            let below = rest.split_once('/').map_or("", |(_, below)| below);
            below == "facts/import" || below.starts_with("evidence/")
        })
}

/// Reads a whole body of at most `limit` bytes.
pub async fn read_body(body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let mut bytes = BytesMut::new();
    let mut size = 0;
    while let Some(chunk) = timeout(SILENCE, stream.next()).await.map_err(silent)? {
        let chunk =
            chunk.map_err(|_| Problem::bad_request("the connection broke off in the body"))?;
        size += chunk.len();
        if size > DRAINED.max(limit.saturating_mul(2)) {
            break;
        }
        if size <= limit {
            bytes.extend_from_slice(&chunk);
        }
    }
    if size > limit {
        return Err(Problem::too_large(format!("at most {limit} bytes")));
    }
    Ok(bytes.freeze())
}

/// Takes the share of memory that a body of at most `limit` bytes needs. Where there is none soon, the
/// body is read and thrown away: a client cut off while sending would see a broken connection.
pub(crate) async fn share(
    budget: &Budget,
    measures: &Measures,
    headers: &HeaderMap,
    (body, limit): (Body, usize),
) -> Result<(Share, Body), Problem> {
    let announced = headers.get(CONTENT_LENGTH);
    let announced = announced.and_then(|it| it.to_str().ok()?.parse().ok());
    let limit = limit as u64;
    let Some(share) = budget.take(announced.unwrap_or(limit).min(limit)).await else {
        measures.shed.bodies.inc();
        discard(body).await;
        return Err(Problem::put_off());
    };
    Ok((share, body))
}

/// Reads a body and keeps nothing of it.
async fn discard(body: Body) {
    let (mut stream, mut size) = (body.into_data_stream(), 0);
    while let Ok(Some(Ok(chunk))) = timeout(DISCARDED, stream.next()).await
        && size < DRAINED
    {
        size += chunk.len();
    }
}

/// Parses JSON; an error names line and column.
pub fn read_json<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        // serde_json's message ends with the place, which this one puts first.
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        Problem::bad_request(format!("line {line}, column {column}: {text}"))
    })
}
