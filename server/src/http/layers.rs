//! The layers that every request passes through.

use crate::http::signed::bearer;
use crate::http::state::AppState;
use crate::problem::Problem;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, Uri};
use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tower_http::set_header::SetResponseHeaderLayer;

/// How long a response may take, including a slow upload of a chunk.
const PATIENCE: Duration = Duration::from_secs(60);
/// A rescue file may hold hundreds of photos, and must arrive completely before it is read.
const PATIENCE_FOR_RESCUE: Duration = Duration::from_secs(15 * 60);

/// A file of tens of megabytes may come over a slow office line.
const PATIENCE_FOR_FILES: Duration = Duration::from_secs(5 * 60);

/// The path of the pages' server functions.
pub(crate) const PAGE_FUNCTIONS: &str = "/api/page/";

/// Rejects changes with a session cookie that do not come from our own pages: browsers send the
/// cookie with requests of any site's pages.
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
    let cookie = CookieJar::from_headers(headers);
    // Server functions use only the cookie, even if the request also has a bearer token.
    let by_page = request.uri().path().starts_with(PAGE_FUNCTIONS);
    let by_cookie =
        cookie.get(state.cookie_name).is_some() && (by_page || bearer(headers).is_none());
    // Sign-in has no cookie yet, but must not come from another site either.
    let host = asked_host(headers, request.uri(), state.behind_proxy);
    let ours = is_ours(headers, host, state.ports.cookie_secure);
    let foreign = headers.contains_key(ORIGIN) && !ours;
    let refused = foreign || (by_cookie && !ours);
    if !safe && refused {
        let origin = headers
            .get(ORIGIN)
            .map(|value| value.to_str().unwrap_or("?"));
        tracing::warn!(
            origin = origin.unwrap_or("none"),
            host = host.unwrap_or("none"),
            secure = state.ports.cookie_secure,
            "refused: Origin is not this server as the browser asked for it; a proxy has to pass \
             the host on with its port"
        );
        return Problem::foreign().into_response();
    }
    next.run(request).await
}

/// The host, with its port, that the browser requested.
pub(crate) fn asked_host<'a>(
    headers: &'a HeaderMap,
    uri: &'a Uri,
    behind_proxy: bool,
) -> Option<&'a str> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // A proxy may request another host than the browser did, and reports the browser's in a header.
    let asked = HeaderName::from_static("x-forwarded-host");
    let asked = behind_proxy.then(|| text(&asked)).flatten();
    asked
        .or_else(|| uri.authority().map(|it| it.as_str()))
        .or_else(|| text(&HOST))
}

/// Whether `Origin` is this server: its scheme, host and port. With `secure`, browsers reach it
/// only over TLS.
fn is_ours(headers: &HeaderMap, host: Option<&str>, secure: bool) -> bool {
    let (scheme, usual_port) = if secure {
        ("https://", ":443")
    } else {
        ("http://", ":80")
    };
    let bare = |authority: &str| {
        let bare = authority.strip_suffix(usual_port).unwrap_or(authority);
        bare.to_ascii_lowercase()
    };
    let origin = headers
        .get(ORIGIN)
        .map(|value| value.to_str().unwrap_or_default());
    match (origin, host) {
        (Some(origin), Some(host)) => {
            let authority = origin.strip_prefix(scheme);
            authority.is_some_and(|authority| bare(authority) == bare(host))
        }
        (None, _) => {
            let site = headers.get("sec-fetch-site");
            site.is_some_and(|site| site == "same-origin")
        }
        _ => false,
    }
}

/// Sets the headers of every response. A page sets its own policy with a nonce; any other response
/// gets a policy that allows nothing. A response without a cache header becomes private: pages,
/// functions, the API, and every error.
pub(crate) fn security_headers(router: Router<AppState>, secure: bool) -> Router<AppState> {
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
    let encrypted = secure.then_some((STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    let unless_said = [
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    let router = fixed
        .into_iter()
        .chain(encrypted)
        .fold(router, |router, (name, value)| {
            let value = HeaderValue::from_static(value);
            router.layer(SetResponseHeaderLayer::overriding(name, value))
        });
    unless_said
        .into_iter()
        .fold(router, |router, (name, value)| {
            let value = HeaderValue::from_static(value);
            router.layer(SetResponseHeaderLayer::if_not_present(name, value))
        })
}

/// Behind a proxy, the client is the last address that the proxy appended.
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

/// Ends a response that takes too long. Work that the writer has accepted is still finished, and a
/// repeated push gets `duplicate`.
pub(crate) async fn patience(request: Request, next: Next) -> Response {
    let patience = match request.uri().path() {
        crate::http::routes::rescue::ADDRESS => PATIENCE_FOR_RESCUE,
        path if crate::http::routes::takes_files(path) => PATIENCE_FOR_FILES,
        _ => PATIENCE,
    };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable().into_response(),
    }
}

/// Turns a panic into an error of its request only.
pub(crate) fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::internal(text.unwrap_or("panicked")).into_response()
}
