//! Pages, and the files of the site that they load.

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

/// The document of the inspector's part, which the service worker keeps: no nonce, which a copy
/// would replay. Their addresses are answered with it also before there is a worker.
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

/// A file of the site, else a page.
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
        // No file is left to the process, say: never an answer that browsers keep for a year.
        Ok(found) if found.status().is_server_error() => Problem::unavailable().into_response(),
        Ok(found) if found.status() != StatusCode::NOT_FOUND => {
            let mut response = found.into_response();
            let headers = response.headers_mut();
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_of(&path)));
            // The service worker lives under the policy that its script came with.
            if let Ok(policy) = HeaderValue::from_str(&content_security_policy(None)) {
                headers.insert(CONTENT_SECURITY_POLICY, policy);
            }
            response
        }
        _ => render(&state, Request::from_parts(parts, body)).await,
    }
}

/// Names below `/pkg` carry the hash of their content; all else is asked for anew.
fn cache_of(path: &str) -> &'static str {
    if path.starts_with("/pkg/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// What a form of the door has to say beside its page.
#[derive(Clone)]
pub(crate) enum Beside {
    /// What is wrong with the form that was sent to sign in.
    Attempt(Attempt),
    /// Whom an invitation lets in.
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
    let value = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, value);
    response
}
