//! `/api/v1/registry`: the workbook of the district's registry, and importing it.

use super::extract::Query;
use super::import::{How, With, XLSX, refused};
use super::read_body;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::problem::Problem;
use crate::registry::{Import, import as take};
use crate::sheets::workbook::ImportReport;
use app::address::escape;
use app::pages::facts_import::words::busy_words;
use app::pages::manage::words::changed_words;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

/// The largest file in bytes.
const LIMIT: usize = 16 * 1024 * 1024;

/// `GET /api/v1/registry/workbook.xlsx`: the blank workbook; with `?filled=1` it holds the
/// registry. The file's name begins with the district's.
pub async fn workbook(
    State(state): State<AppState>,
    signed: Signed,
    Query(with): Query<With>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeRegistry)?;
    let bytes = crate::registry::workbook(state.store.as_ref(), with.filled()).await?;
    let district = state.store.district().await?.name;
    let name = match with.filled() {
        true => escape(&format!("{district}名录.xlsx")),
        false => escape(&format!("{district}名录（空白）.xlsx")),
    };
    let disposition = format!("attachment; filename=\"registry.xlsx\"; filename*=UTF-8''{name}");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(XLSX)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).map_err(Problem::internal)?,
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// `POST /api/v1/registry/import`: imports a workbook, all or none, and reports line by line. With
/// `?check=1` it changes nothing; `?seen=` names the version that was checked.
pub async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Query(how): Query<How>,
    body: Body,
) -> Result<Response, Problem> {
    signed.require(Right::KeepRegistry)?;
    let words = how.words();
    let busy = || Problem::busy(busy_words(words));
    let received = state.turns.to_receive(signed.person.id).ok_or_else(busy)?;
    let file = read_body(body, LIMIT).await?;
    let turn = state.turns.to_read(received).await.ok_or_else(busy)?;
    let report = take(Import {
        store: state.store.as_ref(),
        file,
        turn: Some(turn),
        by: &signed.person.login,
        words,
        only_check: how.only_check(),
        seen: how.seen,
    });
    match report.await {
        Ok(report) => Ok(Json::<ImportReport>(report).into_response()),
        Err(why) => refused(why, words, changed_words),
    }
}
