//! Facts by file: the template, and importing it.

use super::evaluation::{load, named};
use super::extract::{Path, Query};
use super::read_body;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use crate::sheets::import::permits::Permits;
use crate::sheets::import::{Import, import as take, template};
use crate::sheets::workbook::{FileRefusal, ImportReport, Reported, Unreadable};
use app::i18n::Locale;
use app::pages::facts_import::words::{busy_words, changed_words, unreadable_words};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use domain::scoring::RawFact;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The largest file in bytes.
const LIMIT: usize = 16 * 1024 * 1024;

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The options of an import.
#[derive(Deserialize)]
pub struct How {
    /// `1`: the file is only checked.
    check: Option<String>,
    /// The `seen` of the check: if others entered facts since, the file is rejected.
    pub(super) seen: Option<u64>,
    /// `1`: an entry that differs from an existing one only in its number is a new one.
    distinct: Option<String>,
    /// `en`: the report is in English.
    lang: Option<String>,
}

impl How {
    /// The language of the report.
    pub(super) fn words(&self) -> Locale {
        match self.lang.as_deref() {
            Some("en") => Locale::en,
            _ => Locale::zh_CN,
        }
    }

    pub(super) fn only_check(&self) -> bool {
        self.check.as_deref() == Some("1")
    }
}

/// The options of a template.
#[derive(Deserialize)]
pub struct With {
    /// `1`: with the current facts.
    filled: Option<String>,
}

impl With {
    pub(super) fn filled(&self) -> bool {
        self.filled.as_deref() == Some("1")
    }
}

/// The faults of a file, line by line.
#[derive(Serialize)]
struct Wrong {
    #[serde(flatten)]
    problem: Problem,
    lines: Vec<Reported>,
    total: usize,
}

/// `GET /api/v1/quarters/{quarter}/facts/template.xlsx`: the template; with `?filled=1` it holds
/// the current facts.
pub async fn workbook(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
    Query(with): Query<With>,
) -> Result<Response, Problem> {
    let evaluation = own(&state, &signed, &quarter).await?;
    let written =
        tokio::task::spawn_blocking(move || template::workbook(&evaluation, with.filled()));
    let bytes = written.await.map_err(Problem::internal)?;
    attached(&quarter, "xlsx", XLSX, bytes?)
}

/// `GET /api/v1/quarters/{quarter}/facts/template.csv`: the template as text.
pub async fn text(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
    Query(with): Query<With>,
) -> Result<Response, Problem> {
    let evaluation = own(&state, &signed, &quarter).await?;
    let bytes = template::text(&evaluation, with.filled())?;
    attached(&quarter, "csv", "text/csv; charset=utf-8", bytes)
}

/// A quarter with the facts that the person may enter.
async fn own(state: &AppState, signed: &Signed, quarter: &str) -> Result<Evaluation, Problem> {
    let permits = Permits::of(state.store.as_ref(), &signed.person).await?;
    let mut evaluation = load(state, quarter).await?;
    let table = Arc::clone(&evaluation.table);
    evaluation.facts.retain(|kept| {
        let fact = serde_json::from_str::<RawFact<'_>>(&kept.fact);
        fact.is_ok_and(|fact| permits.has_slot(&table, fact.indicator.as_deref()))
    });
    Ok(evaluation)
}

fn attached(
    quarter: &str,
    ending: &str,
    media_type: &'static str,
    bytes: Vec<u8>,
) -> Result<Response, Problem> {
    let name = format!("attachment; filename=\"facts-{quarter}.{ending}\"");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).map_err(Problem::internal)?,
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// `POST /api/v1/quarters/{quarter}/facts/import`: enters the facts of a file, all or none, and
/// reports line by line. With `?check=1` it enters nothing.
pub async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(quarter): Path<String>,
    Query(how): Query<How>,
    body: Body,
) -> Result<Response, Problem> {
    signed.require(Right::EnterFacts)?;
    let quarter = named(&quarter)?;
    let words = how.words();
    let busy = || Problem::busy(busy_words(words));
    let received = state.turns.to_receive(signed.person.id).ok_or_else(busy)?;
    let file = read_body(body, LIMIT).await?;
    // Wait for the turn before reading the current facts, which could change during the wait.
    let turn = state.turns.to_read(received).await.ok_or_else(busy)?;
    let report = take(Import {
        turn,
        store: state.store.as_ref(),
        quarter,
        file,
        by: &signed.person,
        at: state.clock.moment(),
        words,
        only_check: how.only_check(),
        distinct: how.distinct.as_deref() == Some("1"),
        seen: how.seen,
    });
    match report.await {
        Ok(report) => Ok(Json::<ImportReport>(report).into_response()),
        Err(why) => refused(why, words, changed_words),
    }
}

/// The response to a rejected file. `changed` are the words for stored data that has changed since
/// the check.
pub(super) fn refused(
    why: FileRefusal,
    words: Locale,
    changed: fn(Locale) -> &'static str,
) -> Result<Response, Problem> {
    match why {
        FileRefusal::Wrong(lines, total) => Ok(wrong(lines, total)),
        FileRefusal::Unreadable(why) => Err(unreadable(words, why)),
        FileRefusal::Changed => Err(Problem::new(
            StatusCode::CONFLICT,
            "/problems/changed",
            "Changed meanwhile",
            changed(words),
        )),
        FileRefusal::Problem(problem) => Err(problem),
    }
}

fn wrong(lines: Vec<Reported>, total: usize) -> Response {
    let kind = "/problems/import";
    let title = "The file cannot be taken; nothing was changed";
    let first = lines.first().map(|it| {
        let sheet = if it.sheet.is_empty() { "" } else { " " };
        format!(
            "{total} faults, the first: {}{sheet}{}{}: {}",
            it.sheet, it.column, it.line, it.words
        )
    });
    let problem = Problem::unusable(kind, title, first.unwrap_or_default());
    let wrong = Wrong {
        problem,
        lines,
        total,
    };
    let mut response = (StatusCode::UNPROCESSABLE_ENTITY, Json(wrong)).into_response();
    let problem_type = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, problem_type);
    response
}

fn unreadable(words: Locale, why: Unreadable) -> Problem {
    let status = match why {
        Unreadable::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNSUPPORTED_MEDIA_TYPE,
    };
    let title = "Not a file that can be imported";
    Problem::new(
        status,
        "/problems/unreadable-file",
        title,
        unreadable_words(words, why.code()),
    )
}
