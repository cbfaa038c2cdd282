//! `/api/v1/tables`: evaluation tables as files, to take in and to hand out.

use super::extract::{Path, Query};
use super::import::{How, wrong};
use super::read_body;
use crate::auth::Signed;
use crate::problem::Problem;
use crate::quarter;
use crate::state::AppState;
use crate::store::TableFile;
use crate::workbook::{REPORTED, Reported};
use app::i18n::Locale;
use app::pages::manage::words::{not_text_words, table_known_words};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use domain::table::{Table, TableErrors, skeleton};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

/// At most this much of a file; the parser's own limit is the same.
const LIMIT: usize = 4 * 1024 * 1024;

/// A table that was taken in, or would be.
#[derive(Serialize)]
pub struct Taken {
    /// Its id.
    id: String,
    /// SHA-256 of its text: a quarter is opened by it.
    sha256: String,
    /// The regulation's title.
    name: String,
    /// Lines of the report: none.
    lines: Vec<Reported>,
    /// How many lines there are: none.
    total: usize,
    /// 1 where it is new.
    taken: usize,
}

/// `POST /api/v1/tables`: takes a table's file in (TOML), whole or not at all, and answers every fault by
/// line and column. With `?check=1` nothing is kept.
pub async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Query(how): Query<How>,
    body: Body,
) -> Result<Response, Problem> {
    signed.require(Right::KeepRegistry)?;
    let words = how.words();
    let bytes = read_body(body, LIMIT).await?;
    let text = String::from_utf8(bytes.into()).map_err(|_| not_text(words))?;
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let table = match Table::parse(&text) {
        Ok(table) => table,
        Err(TableErrors(errors)) => {
            let total = errors.len();
            let lines = errors.into_iter().take(REPORTED).map(|it| Reported {
                sheet: String::new(),
                line: it.line,
                column: it.column.to_string(),
                code: "table",
                words: it.reason,
            });
            return Ok(wrong(lines.collect(), total));
        }
    };
    let known = quarter::tables(state.store.as_ref()).await?;
    let is_new = !known.iter().any(|(sha256, _)| *sha256 == table.sha256);
    if is_new && !how.only_check() {
        let file = TableFile {
            id: table.id.clone(),
            toml: text,
        };
        state.store.keep_table(&signed.person.login, file).await?;
    }
    let taken = Taken {
        id: table.id,
        sha256: table.sha256,
        name: table.name.zh,
        lines: Vec::new(),
        total: 0,
        taken: usize::from(is_new),
    };
    Ok(Json(taken).into_response())
}

fn not_text(words: Locale) -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "/problems/unreadable-file",
        "Not a file that can be imported",
        not_text_words(words),
    )
}

/// `GET /api/v1/tables/{file}`: a table's text by its hash, `SHA256.toml`, or `new.toml` to begin with.
pub async fn get(
    State(state): State<AppState>,
    signed: Signed,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeRegistry)?;
    let nothing = || Problem::not_found(table_known_words(Locale::en));
    let name = file.strip_suffix(".toml").ok_or_else(nothing)?;
    let (id, text) = if name == "new" {
        (
            "new-table".to_owned(),
            skeleton("new-table").ok_or_else(nothing)?,
        )
    } else {
        let known = quarter::tables(state.store.as_ref()).await?;
        let found = known.into_iter().find(|(sha256, _)| sha256 == name);
        let (_, file) = found.ok_or_else(nothing)?;
        (file.id, file.toml)
    };
    let named = format!("attachment; filename=\"{id}.toml\"");
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("application/toml; charset=utf-8"),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&named).map_err(Problem::internal)?,
        ),
    ];
    Ok((headers, text).into_response())
}
