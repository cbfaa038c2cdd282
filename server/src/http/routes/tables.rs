//! `/api/v1/tables`: importing evaluation tables, and exporting them.

use super::extract::{Path, Query};
use super::import::{How, XLSX, refused};
use super::read_body;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::problem::Problem;
use crate::quarter::life;
use crate::sheets::tables::{blank, differences, read, sample, sheets, workbook};
use crate::sheets::workbook::{self as files, FileRefusal, REPORTED, Reported, Reporter};
use crate::store::{Store, TableFile};
use app::i18n::Locale;
use app::pages::facts_import::words::busy_words;
use app::pages::manage::words::{changed_words, table_known_words, table_words};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use domain::table::{Table, TableErrors, skeleton};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Serialize;

/// The largest file in bytes, equal to the parser's limit.
const LIMIT: usize = 4 * 1024 * 1024;

/// A table that was imported, or would be.
#[derive(Serialize)]
pub struct StoredTable {
    /// Its id.
    id: String,
    /// SHA-256 of its text; a quarter is opened with it.
    sha256: String,
    /// The regulation's title.
    name: String,
    /// Its differences from the previous table, row by row, and a worked sample; empty after an
    /// import.
    lines: Vec<Reported>,
    /// How many lines there are.
    total: usize,
    /// 1 if the table is new.
    taken: usize,
}

/// `POST /api/v1/tables`: imports a table's file (a workbook or TOML), whole or not at all, and
/// reports every fault by cell, or by line and column. With `?check=1` nothing is stored, and the
/// response contains the differences and the sample.
pub async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Query(how): Query<How>,
    body: Body,
) -> Result<Response, Problem> {
    signed.require(Right::KeepRegistry)?;
    let language = how.words();
    let busy = || Problem::busy(busy_words(language));
    let received = state.turns.to_receive(signed.person.id).ok_or_else(busy)?;
    let bytes = read_body(body, LIMIT).await?;
    let turn = state.turns.to_read(received).await.ok_or_else(busy)?;
    let read = tokio::task::spawn_blocking(move || {
        let read = file(bytes, language);
        drop(turn);
        read
    });
    let (text, table) = match read.await.map_err(Problem::internal)? {
        Ok(read) => read,
        Err(why) => return refused(why, language, changed_words),
    };
    let known = life::tables(state.store.as_ref()).await?;
    let is_new = !known.iter().any(|(sha256, _)| *sha256 == table.sha256);
    let mut said = Vec::new();
    if how.only_check() && is_new {
        if let Some(before) = before(state.store.as_ref(), &known, &table).await? {
            said = differences(&before, &table);
        }
        match sample(&table) {
            Ok(lines) => said.extend(lines),
            Err(error) => tracing::error!(%error, "the sample of a table"),
        }
    }
    if is_new && !how.only_check() {
        let file = TableFile {
            id: table.id.clone(),
            toml: text,
        };
        state.store.keep_table(&signed.person.login, file).await?;
    }
    let taken = StoredTable {
        id: table.id,
        sha256: table.sha256,
        name: table.name.zh,
        total: said.len(),
        lines: reporter(sheets(), language).lines(&said),
        taken: usize::from(is_new),
    };
    Ok(Json(taken).into_response())
}

fn reporter(sheets: Vec<String>, language: Locale) -> Reporter {
    Reporter {
        sheets,
        language,
        words: table_words,
    }
}

/// The text and the table from a file of either kind.
fn file(bytes: Bytes, language: Locale) -> Result<(String, Table), FileRefusal> {
    if bytes.starts_with(b"PK") {
        let sheets = files::read(&bytes).map_err(FileRefusal::Unreadable)?;
        return read(&sheets).map_err(|mut faults| {
            faults.sort_by_key(|fault| fault.place);
            let names = sheets.iter().map(|sheet| sheet.name.clone()).collect();
            let lines = reporter(names, language).lines(&faults);
            FileRefusal::Wrong(lines, faults.len())
        });
    }
    let Ok(text) = String::from_utf8(bytes.into()) else {
        return Err(FileRefusal::Unreadable(files::Unreadable::Encoding));
    };
    let text = text.trim_start_matches('\u{feff}').to_owned();
    match Table::parse(&text) {
        Ok(table) => Ok((text, table)),
        Err(TableErrors(errors)) => {
            let total = errors.len();
            let lines = errors.into_iter().take(REPORTED).map(|it| Reported {
                sheet: String::new(),
                line: it.line,
                column: it.column.to_string(),
                code: "table",
                words: match language {
                    Locale::en => it.reason,
                    Locale::zh_CN => it.zh,
                },
            });
            Err(FileRefusal::Wrong(lines.collect(), total))
        }
    }
}

/// The table that another one replaces: that of the newest quarter, or else the one of the same id.
async fn before(
    store: &Store,
    known: &[(String, TableFile)],
    table: &Table,
) -> Result<Option<Table>, Problem> {
    if let Some(newest) = store.quarters().await?.0.first() {
        return Ok(Some(Table::clone(&newest.table)));
    }
    let same = known.iter().find(|(_, file)| file.id == table.id);
    Ok(same.and_then(|(_, file)| Table::parse(&file.toml).ok()))
}

/// `GET /api/v1/tables/{file}`: a table by its hash, either `SHA256.toml` as it was imported or
/// `SHA256.xlsx` as a workbook; `new.xlsx` and `new.toml` are for a new table.
pub async fn get(
    State(state): State<AppState>,
    signed: Signed,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeRegistry)?;
    let nothing = || Problem::not_found(table_known_words(Locale::en));
    let (name, ending) = file.rsplit_once('.').ok_or_else(nothing)?;
    if !["toml", "xlsx"].contains(&ending) {
        return Err(nothing());
    }
    let is_book = ending == "xlsx";
    if name == "new" {
        let bytes = match is_book {
            true => written(blank).await?,
            false => skeleton("new-table").ok_or_else(nothing)?.into_bytes(),
        };
        return attached("new-table", ending, bytes);
    }
    let known = life::tables(state.store.as_ref()).await?;
    let found = known.into_iter().find(|(sha256, _)| sha256 == name);
    let (_, file) = found.ok_or_else(nothing)?;
    let bytes = match is_book {
        true => {
            let table = Table::parse(&file.toml).map_err(Problem::internal)?;
            written(move || workbook(&table)).await?
        }
        false => file.toml.into_bytes(),
    };
    attached(&file.id, ending, bytes)
}

async fn written<E: std::error::Error + Send + Sync + 'static>(
    write: impl FnOnce() -> Result<Vec<u8>, E> + Send + 'static,
) -> Result<Vec<u8>, Problem> {
    let written = tokio::task::spawn_blocking(write).await;
    written
        .map_err(Problem::internal)?
        .map_err(Problem::internal)
}

fn attached(id: &str, ending: &str, bytes: Vec<u8>) -> Result<Response, Problem> {
    let media_type = match ending {
        "xlsx" => XLSX,
        _ => "application/toml; charset=utf-8",
    };
    let named = format!("attachment; filename=\"{id}.{ending}\"");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&named).map_err(Problem::internal)?,
        ),
    ];
    Ok((headers, bytes).into_response())
}
