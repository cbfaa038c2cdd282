//! Logging every request, and its id in the response's header.

use crate::http::state::AppState;
use crate::problem::request_id;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

static HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// A path as it is logged: the link of an invitation lets somebody in and is left out.
fn told(path: &str) -> &str {
    if path.starts_with("/welcome/") {
        "/welcome/…"
    } else {
        path
    }
}

/// Gives the request its id and a span in the log, and measures it.
pub(crate) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = request_id::new();
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        path = told(request.uri().path()),
    );
    let began = std::time::Instant::now();
    let answer = async move {
        let response = next.run(request).await;
        let status = response.status().as_u16();
        let took = began.elapsed();
        state.store.measures().answered(status, took);
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status, ms, "answered");
        response
    };
    let mut response = request_id::under(id.clone(), answer.instrument(span)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER.clone(), value);
    }
    response
}
