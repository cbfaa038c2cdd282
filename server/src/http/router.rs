//! Every address of the server.

use crate::http::layers;
use crate::http::page::{offline, page};
use crate::http::routes::{
    audit, codes, door, evaluation, events, evidence, export, health, import, metrics, photos,
    registry, rescue, session, sync, tables, years,
};
use crate::http::routes::{read_body, share};
use crate::http::state::AppState;
use crate::http::told;
use crate::problem::Problem;
use app::error::AppError;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use http::header::{ACCEPT, REFERER, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use leptos::prelude::provide_context;
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// The most bytes that a page sends to a function.
const FUNCTION: usize = 256 * 1024;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The whole server as one service.
pub fn router(state: AppState) -> Router {
    // This fails only if it was done before, which is fine.
    drop(any_spawner::Executor::init_tokio());
    let api = Router::new()
        .route(
            "/session",
            get(session::who).post(session::open).delete(session::close),
        )
        .route("/events", get(events::events))
        .route("/years/{year}/export.csv", get(years::csv))
        .route("/years/{year}/export.xlsx", get(years::workbook))
        .route("/quarters/{quarter}/scores", get(evaluation::scores))
        .route(
            "/quarters/{quarter}/facts",
            get(evaluation::facts).put(evaluation::put),
        )
        .route(
            "/quarters/{quarter}/facts/template.xlsx",
            get(import::workbook),
        )
        .route("/quarters/{quarter}/facts/template.csv", get(import::text))
        .route("/quarters/{quarter}/facts/import", post(import::post))
        .route(
            "/quarters/{quarter}/evidence/{town}/{slot}",
            get(evidence::list).post(evidence::add),
        )
        .route(
            "/evidence/{id}",
            get(evidence::content).delete(evidence::withdraw),
        )
        .route("/quarters/{quarter}/export/{file}", get(export::file))
        .route(
            "/quarters/{quarter}/towns/{town}/deductions.xlsx",
            get(export::deductions),
        )
        .route("/tables", post(tables::post))
        .route("/tables/{file}", get(tables::get))
        .route("/registry/workbook.xlsx", get(registry::workbook))
        .route("/registry/import", post(registry::post))
        .route("/audit.csv", get(audit::csv))
        .route("/sync/push", post(sync::push))
        .route("/sync/pull", get(sync::pull))
        .route("/rescue", post(rescue::import))
        .route("/sites/{site}/code", get(codes::code))
        .route("/photos", post(photos::create).options(photos::options))
        .route(
            "/photos/{id}",
            axum::routing::head(photos::head).patch(photos::patch),
        )
        .route("/photos/{id}/content", get(photos::content))
        .method_not_allowed_fallback(no_such_method)
        .fallback(nothing_here);
    let router = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .nest("/api/v1", api)
        .route("/api/page/{function}", any(server_function))
        .route("/api/{*rest}", any(nothing_here))
        .route("/shell", get(offline))
        .route("/sign-in", get(page).post(door::sign_in))
        .route("/welcome/{link}", get(door::welcome).post(door::accept))
        .route("/language", post(door::language))
        .route("/inspect", get(offline))
        .route("/inspect/{*rest}", get(offline))
        .fallback(page)
        .method_not_allowed_fallback(no_such_method)
        .layer(from_fn(layers::patience))
        .layer(from_fn_with_state(state.clone(), layers::same_origin))
        .layer(CatchPanicLayer::custom(layers::of_panic))
        .layer(
            CompressionLayer::new()
                .br(true)
                .gzip(true)
                .compress_when(packs()),
        );
    layers::security_headers(router, state.ports.cookie_secure)
        .layer(from_fn_with_state(state.clone(), layers::forwarded))
        .layer(from_fn_with_state(state.clone(), told::layer))
        .with_state(state)
}

/// Whether compression makes a response smaller: not for zips and workbooks, which are zips.
fn packs() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new(
            "application/vnd.openxmlformats-officedocument",
        ))
}

async fn nothing_here() -> Problem {
    Problem::not_found("there is nothing at this address of the API")
}

async fn no_such_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "/problems/method",
        "This address does not take the method",
        "",
    )
}

async fn server_function(State(state): State<AppState>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let (budget, measures) = (&state.bodies.pages, state.store.measures());
    let shared = share(budget, measures, &parts.headers, (body, FUNCTION)).await;
    let (_share, body) = match shared {
        Ok(shared) => shared,
        Err(problem) => return problem.into_response(),
    };
    let body = match read_body(body, FUNCTION).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    // If a client accepts HTML, the library redirects to the Referer, whatever its origin. That is
    // for forms without a program, which our pages do not have.
    parts.headers.insert(ACCEPT, JSON);
    parts.headers.remove(REFERER);
    let request = Request::from_parts(parts, body.into());
    let ports = state.ports.clone();
    let response = leptos_axum::handle_server_fns_with_context(
        move || provide_context(ports.clone()),
        request,
    )
    .await
    .into_response();
    refusal(response).await
}

/// Sets the status of a function's response from its error; the library always uses 500.
async fn refusal(response: Response) -> Response {
    if !response.status().is_server_error() && !response.status().is_client_error() {
        return response;
    }
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return nothing_here().await.into_response();
    }
    let (mut parts, body) = response.into_parts();
    let text = axum::body::to_bytes(body, 64 * 1024).await;
    let text = text.unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<AppError>(&text) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(parts.status);
        if let Some(seconds) = error.retry_after() {
            parts
                .headers
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    Response::from_parts(parts, text.into())
}
