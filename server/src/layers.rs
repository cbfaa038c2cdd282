//! What every request passes through.

use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use futures::FutureExt;
use http::header::{
    AUTHORIZATION, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, Uri};
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// How long an answer may take, a slow upload of a chunk included.
const PATIENCE: Duration = Duration::from_secs(60);
/// A rescue file may hold hundreds of photos and is read only once it is here whole.
const PATIENCE_FOR_RESCUE: Duration = Duration::from_secs(15 * 60);

/// A file of tens of megabytes over an office's line.
const PATIENCE_FOR_FILES: Duration = Duration::from_secs(5 * 60);

/// What changes something and comes with the session's cookie must come from a page of ours:
/// browsers send the cookie along whoever wrote the page.
pub(crate) async fn same_origin(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let headers = request.headers();
    let by_cookie = !headers.contains_key(AUTHORIZATION)
        && CookieJar::from_headers(headers)
            .get(state.cookie_name)
            .is_some();
    // Signing in has no cookie yet, and must not be done from another site either.
    let ours = is_ours(headers, request.uri(), state.behind_proxy);
    let foreign = headers.contains_key(ORIGIN) && !ours;
    let refused = foreign || (by_cookie && !ours);
    if !safe && refused {
        return Problem::forbidden(
            "the request comes from another site: Origin does not match Host",
        )
        .into_response();
    }
    next.run(request).await
}

/// The host, with its port, that the browser asked for.
pub(crate) fn asked_host<'a>(
    headers: &'a HeaderMap,
    uri: &'a Uri,
    behind_proxy: bool,
) -> Option<&'a str> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // A proxy may ask for another host than the browser did, and says which that was.
    let asked = HeaderName::from_static("x-forwarded-host");
    let asked = behind_proxy.then(|| text(&asked)).flatten();
    asked
        .or_else(|| uri.authority().map(|it| it.as_str()))
        .or_else(|| text(&HOST))
}

fn is_ours(headers: &HeaderMap, uri: &Uri, behind_proxy: bool) -> bool {
    let origin = headers.get(ORIGIN).and_then(|value| value.to_str().ok());
    match (origin, asked_host(headers, uri, behind_proxy)) {
        (Some(origin), Some(host)) => origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"))
            .is_some_and(|authority| authority.eq_ignore_ascii_case(host)),
        (None, _) => {
            let site = headers.get("sec-fetch-site");
            site.is_some_and(|site| site == "same-origin")
        }
        _ => false,
    }
}

/// Headers of every answer. A page brings its own policy with a nonce; anything else gets one
/// that allows nothing.
pub(crate) async fn security_headers(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if state.ports.cookie_secure {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, value);
    }
    let strictest = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(strictest));
    response
}

/// Behind a proxy the client is the last address that the proxy wrote.
pub(crate) async fn forwarded(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    if state.behind_proxy {
        let client = request
            .headers()
            .get("x-forwarded-for")
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.rsplit(',').next())
            .and_then(|value| value.trim().parse::<IpAddr>().ok());
        if let Some(client) = client {
            let info = ConnectInfo(SocketAddr::new(client, 0));
            request.extensions_mut().insert(info);
        }
    }
    next.run(request).await
}

/// An answer that takes too long is given up; what the writer has taken on it finishes all the
/// same, and a push that comes again hears `duplicate`.
pub(crate) async fn patience(request: Request, next: Next) -> Response {
    let patience = match request.uri().path() {
        crate::routes::rescue::ADDRESS => PATIENCE_FOR_RESCUE,
        path if crate::routes::takes_files(path) => PATIENCE_FOR_FILES,
        _ => PATIENCE,
    };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable().into_response(),
    }
}

/// A panic is a failure of one request.
pub(crate) async fn catch_panics(request: Request, next: Next) -> Response {
    AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            Problem::internal(text.unwrap_or("panicked")).into_response()
        })
}
