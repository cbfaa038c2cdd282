//! `/api/v1/quarters/{quarter}/export/{file}`: a quarter as files.

use super::extract::Path;
use crate::auth::Signed;
use crate::evaluation::Evaluation;
use crate::export::{Report, evaluation_workbook, finding_rows, finding_table, score_table};
use crate::problem::Problem;
use crate::state::AppState;
use app::export_words::{ExportWords, export_words};
use app::i18n::Locale;
use app::words_of::fill;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use std::collections::BTreeMap;
use std::fmt::Write;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

/// What is asked for.
#[derive(Clone, Copy)]
enum Kind {
    Evaluation,
    Scores,
    Findings,
}

/// `GET /api/v1/quarters/{quarter}/export/{file}`, for supervisors: `evaluation.xlsx`,
/// `scores.xlsx`, `scores.csv`, `findings.xlsx` or `findings.csv`. They are in Chinese whatever
/// the language of the pages: the sheets are the regulation's own.
pub async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path((quarter, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeScores)?;
    let (kind, csv) = match file.as_str() {
        "evaluation.xlsx" => (Kind::Evaluation, false),
        "scores.xlsx" => (Kind::Scores, false),
        "scores.csv" => (Kind::Scores, true),
        "findings.xlsx" => (Kind::Findings, false),
        "findings.csv" => (Kind::Findings, true),
        _ => return Err(Problem::not_found("there is no such file")),
    };
    let quarter = quarter
        .parse()
        .map_err(|error| Problem::bad_request(format!("quarter: {error}")))?;
    let words = export_words(Locale::zh_CN);
    let store = state.store.as_ref();
    let evaluation = Evaluation::load(store, Some(quarter)).await?;
    let sites: BTreeMap<String, String> = store
        .sites()
        .await?
        .into_iter()
        .map(|it| (it.site.id.to_string(), it.site.name))
        .collect();
    let rows = match kind {
        Kind::Findings => finding_rows(store, &evaluation).await?,
        Kind::Evaluation | Kind::Scores => Vec::new(),
    };
    // A workbook of a district takes long enough to hold up the others on its thread.
    let made = tokio::task::spawn_blocking(move || {
        let case = evaluation.case()?;
        let scores = evaluation.scores(&case)?;
        let listing = match kind {
            Kind::Findings => finding_table(&evaluation, &scores, &rows, &words),
            Kind::Evaluation | Kind::Scores => {
                let report = Report::of(&evaluation, &scores, &sites, &words)?;
                if matches!(kind, Kind::Evaluation) {
                    return evaluation_workbook(&report, &words);
                }
                score_table(&report, &words)
            }
        };
        if csv { listing.csv() } else { listing.xlsx() }
    });
    let bytes = made.await.map_err(Problem::internal)??;
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static(if csv { CSV } else { XLSX }),
        ),
        (
            CONTENT_DISPOSITION,
            disposition(kind, quarter, &file, &words)?,
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

/// The file's name, plain for old programs and in Chinese for all others (RFC 6266).
fn disposition(
    kind: Kind,
    quarter: domain::time::Quarter,
    file: &str,
    words: &ExportWords,
) -> Result<HeaderValue, Problem> {
    let template = match kind {
        Kind::Evaluation => words.file_evaluation,
        Kind::Scores => words.file_scores,
        Kind::Findings => words.file_findings,
    };
    let said = fill(
        words.quarter,
        &[("year", &quarter.year()), ("number", &quarter.number())],
    );
    let ending = file.rsplit('.').next().unwrap_or_default();
    let name = format!("{}.{ending}", fill(template, &[("quarter", &said)]));
    let mut escaped = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            escaped.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    let value = format!("attachment; filename=\"{quarter}-{file}\"; filename*=UTF-8''{escaped}");
    HeaderValue::from_str(&value).map_err(Problem::internal)
}
