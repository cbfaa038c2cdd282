//! Errors as clients and pages get them. Internal details only go to the log.

pub(crate) mod io;
pub mod request_id;

use crate::store::StoreError;
use app::error::AppError;
use http::StatusCode;
use serde::Serialize;

/// An error for a client.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// The kind, as a path below this server's documentation.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The kind in words.
    pub title: &'static str,
    /// The HTTP status.
    #[serde(serialize_with = "code")]
    pub status: StatusCode,
    /// What is wrong in this case, and where.
    pub detail: String,
    /// The request's id, which the server's administrator can look up.
    pub request_id: String,
    /// Seconds to wait before the next try.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

fn code<S: serde::Serializer>(status: &StatusCode, ser: S) -> Result<S::Ok, S::Error> {
    ser.serialize_u16(status.as_u16())
}

/// Pages distinguish this from other conflicts.
const NOT_SET_UP: &str = "/problems/not-set-up";
const NOT_SET_UP_TITLE: &str = "The district is not set up yet";

impl Problem {
    /// A problem of `kind`.
    pub fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            title,
            status,
            detail: detail.into(),
            request_id: request_id::current(),
            retry_after: None,
        }
    }

    /// 400.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        let status = StatusCode::BAD_REQUEST;
        Self::new(
            status,
            "/problems/bad-request",
            "The request is malformed",
            detail,
        )
    }

    /// 401.
    pub fn signed_out() -> Self {
        let status = StatusCode::UNAUTHORIZED;
        Self::new(
            status,
            "/problems/signed-out",
            "Not signed in",
            "sign in again",
        )
    }

    /// 403 for somebody who may do other things.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        let status = StatusCode::FORBIDDEN;
        Self::new(status, "/problems/forbidden", "Not allowed", detail)
    }

    /// 403 for a device or an account that has been barred.
    pub fn revoked(detail: impl Into<String>) -> Self {
        let status = StatusCode::FORBIDDEN;
        Self::new(status, "/problems/revoked", "Revoked", detail)
    }

    /// 403 for a request from a page of another origin, or one that a proxy changed.
    pub fn foreign() -> Self {
        let status = StatusCode::FORBIDDEN;
        let title = "The request comes from another site";
        let detail = "Origin does not match Host; the server's log has both under the request's id";
        Self::new(status, "/problems/foreign-origin", title, detail)
    }

    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        let status = StatusCode::NOT_FOUND;
        Self::new(status, "/problems/not-found", "Not found", detail)
    }

    /// 409 if the district is not set up far enough.
    pub fn not_set_up(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, NOT_SET_UP, NOT_SET_UP_TITLE, detail)
    }

    /// 413.
    pub fn too_large(detail: impl Into<String>) -> Self {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        Self::new(status, "/problems/too-large", "Too large", detail)
    }

    /// 422: understood but not acceptable.
    pub fn unusable(kind: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, title, detail)
    }

    /// 503 because too much waits already.
    pub fn put_off() -> Self {
        let mut problem = Self::unavailable();
        problem.detail = "too much waits already: send it again later".into();
        problem
    }

    /// 503 for work that only a few can do at a time; `words` are shown.
    pub fn busy(words: impl Into<String>) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let mut problem = Self::new(status, "/problems/busy", "Others come first", words);
        problem.retry_after = Some(20);
        problem
    }

    /// 500; the log has details under the request's id.
    pub fn internal(what: impl std::fmt::Display) -> Self {
        let request_id = request_id::current();
        tracing::error!(error = %what, request_id, "internal error");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let detail = "the server's log says more under the request's id";
        Self::new(status, "/problems/internal", "The server failed", detail)
    }

    /// 503.
    pub fn unavailable() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let mut problem = Self::new(status, "/problems/unavailable", "Try again later", "");
        problem.retry_after = Some(2);
        problem
    }

    /// 507.
    pub fn full() -> Self {
        let status = StatusCode::INSUFFICIENT_STORAGE;
        let detail = "the server's disk is full: nothing of this request was kept";
        Self::new(status, "/problems/full", "No room left", detail)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::full(),
            StoreError::Unavailable(_) => Self::unavailable(),
            StoreError::Broken(_) => Self::internal(error),
        }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let detail = error.to_string();
        let (kind, title) = match error {
            AppError::SignedOut => return Self::signed_out(),
            AppError::NotSetUp => (NOT_SET_UP, NOT_SET_UP_TITLE),
            AppError::Offline => return Self::unavailable(),
            AppError::Full => return Self::full(),
            AppError::Internal { .. } => return Self::internal(detail),
            AppError::WrongPassword => ("/problems/wrong-password", "Wrong name or password"),
            AppError::Locked { .. } => ("/problems/locked", "The account is locked for a while"),
            AppError::Throttled { .. } => ("/problems/throttled", "Too many tries"),
            AppError::Forbidden => ("/problems/forbidden", "Not allowed"),
            AppError::NotFound { .. } => ("/problems/not-found", "Not found"),
            AppError::Invalid { .. } => ("/problems/invalid", "A value cannot be taken"),
            AppError::Changed { .. } => ("/problems/changed", "Changed meanwhile"),
        };
        let status = StatusCode::from_u16(error.status());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut problem = Self::new(status, kind, title, detail);
        problem.retry_after = error.retry_after();
        problem
    }
}

/// The page error for a failure of the store.
pub fn to_app_error(error: StoreError) -> AppError {
    match error {
        StoreError::Unavailable(_) => AppError::Offline,
        StoreError::Full => AppError::Full,
        StoreError::Broken(_) => internal(error),
    }
}

/// The page error for a problem; the log has details under its id.
pub(crate) fn failed(problem: Problem) -> AppError {
    match problem.status.as_u16() {
        _ if problem.kind == NOT_SET_UP => AppError::NotSetUp,
        403 => AppError::Forbidden,
        404 => AppError::not_found("quarter"),
        503 => AppError::Offline,
        507 => AppError::Full,
        // The quarter's state may change while a form is open.
        409 => AppError::invalid("quarter", "state"),
        _ => AppError::Internal {
            id: problem.request_id,
        },
    }
}

/// Logs the error and gives the page an id for queries.
pub fn internal(what: impl std::fmt::Display) -> AppError {
    let id = request_id::current();
    tracing::error!(error = %what, request_id = id, "internal error");
    AppError::Internal { id }
}
