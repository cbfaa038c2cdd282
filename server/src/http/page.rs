//! Pages, and the site's files that they load.

use crate::http::state::AppState;
use crate::problem::Problem;
use app::calls::asker::whose;
use app::pages::session::{Attempt, Welcoming};
use app::part::Part;
use app::shell::{content_security_policy, offline_shell, shell};
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use http::{HeaderValue, Method, StatusCode};
use leptos::prelude::provide_context;
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// The shell of the inspector's program, which the service worker stores. It has no nonce, since a
/// stored copy would repeat it. The program's addresses get this shell even before there is a
/// worker.
pub(crate) async fn offline(State(state): State<AppState>) -> Response {
    let policy = content_security_policy(None);
    let mut response = Html(offline_shell(&state.site.shell)).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A file of the site, or else a page.
pub(crate) async fn page(State(state): State<AppState>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::not_found("nothing takes this here").into_response();
    }
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let asked = Request::from_parts(parts.clone(), axum::body::Body::empty());
    let files = ServeDir::new(&state.site.folder)
        .precompressed_br()
        .append_index_html_on_directories(false);
    match files.oneshot(asked).await {
        // For example if the process has no file descriptor left: browsers must not cache this for
        // a year.
        Ok(found) if found.status().is_server_error() => Problem::unavailable().into_response(),
        Ok(found) if found.status() != StatusCode::NOT_FOUND => {
            let mut response = found.into_response();
            let headers = response.headers_mut();
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_of(&path)));
            // The service worker runs under the policy that its script was sent with.
            if let Ok(policy) = HeaderValue::from_str(&content_security_policy(None)) {
                headers.insert(CONTENT_SECURITY_POLICY, policy);
            }
            response
        }
        _ => render(&state, Request::from_parts(parts, body)).await,
    }
}

/// Names below `/pkg` contain a hash of their content; all other files are revalidated.
fn cache_of(path: &str) -> &'static str {
    if path.starts_with("/pkg/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// The data of a form, beside its page.
#[derive(Clone)]
pub(crate) enum Beside {
    /// The error of a sign-in form.
    Attempt(Attempt),
    /// The person whom an invitation lets in.
    Welcoming(Welcoming),
}

async fn render(state: &AppState, request: Request) -> Response {
    show(state, request, None).await
}

/// A rendered page.
pub(crate) async fn show(state: &AppState, request: Request, beside: Option<Beside>) -> Response {
    let (ports, options) = (state.ports.clone(), state.site.shell.clone());
    let part = Part::of(request.uri().path());
    let cookies = CookieJar::from_headers(request.headers());
    let me = whose(&ports, cookies.get(ports.cookie_name).map(Cookie::value)).await;
    // The page says what is wrong; programs and proxies see it by the status.
    let failed = me.as_ref().err().filter(|error| error.status() >= 500);
    let failed = failed.and_then(|error| StatusCode::from_u16(error.status()).ok());
    let mut request = request;
    request.extensions_mut().insert(me.clone());
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(ports.clone());
            provide_context(me.clone());
            match beside.clone() {
                Some(Beside::Attempt(attempt)) => provide_context(attempt),
                Some(Beside::Welcoming(welcoming)) => provide_context(welcoming),
                None => {}
            }
        },
        move || shell(options.clone(), part),
    );
    let mut response = render(request).await;
    if let Some(failed) = failed {
        *response.status_mut() = failed;
    }
    let value = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, value);
    response
}
