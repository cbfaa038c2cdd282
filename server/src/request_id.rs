//! Every request has an id: in the log, in the answer's header, and in every error.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

static HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that is being answered; a new one where a page's resource is loaded in
/// a task of its own.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| new())
}

fn new() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Work of this request in a task of its own: what goes wrong there is told under the same id.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    CURRENT.scope(current(), work.in_current_span())
}

/// A path as the log has it: what an invitation's link holds lets somebody in.
fn told(path: &str) -> &str {
    if path.starts_with("/welcome/") {
        "/welcome/…"
    } else {
        path
    }
}

/// Gives the request its id and a span in the log.
pub async fn layer(request: Request, next: Next) -> Response {
    let id = new();
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
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status, ms, "answered");
        response
    };
    let mut response = CURRENT.scope(id.clone(), answer.instrument(span)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER.clone(), value);
    }
    response
}
