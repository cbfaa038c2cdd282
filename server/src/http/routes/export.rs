//! `/api/v1/quarters/{quarter}/export/{file}`: a quarter's files; and a town's 扣分明细单.

use super::extract::Path;
use crate::ground::clock::OFFSET_SECONDS;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::problem::Problem;
use crate::sheets::archive;
use crate::sheets::export::{QuarterFiles, SheetKind, deduction_workbook};
use app::export_words::{ExportWords, export_words};
use app::i18n::Locale;
use app::words_of::fill;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::ids::TownId;
use domain::people::Right;
use domain::time::{Moment, Quarter};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use std::fmt::Write;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ZIP: &str = "application/zip";
const CSV: &str = "text/csv; charset=utf-8";

/// `GET /api/v1/quarters/{quarter}/export/{file}`, for supervisors: `evaluation.xlsx`,
/// `scores.xlsx`, `scores.csv`, `findings.xlsx`, `findings.csv`, `ledger.xlsx`, `visits.xlsx`, or,
/// for a closed quarter, `archive.zip` with all of these and their evidence. The files are always
/// in Chinese, since the sheets are the regulation's own.
pub async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path((quarter, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeScores)?;
    if file == "archive.zip" {
        return whole(&state, &signed, &quarter).await;
    }
    let (kind, csv) = match file.as_str() {
        "evaluation.xlsx" => (SheetKind::Evaluation, false),
        "scores.xlsx" => (SheetKind::Scores, false),
        "scores.csv" => (SheetKind::Scores, true),
        "findings.xlsx" => (SheetKind::Findings, false),
        "findings.csv" => (SheetKind::Findings, true),
        "ledger.xlsx" => (SheetKind::Ledger, false),
        "visits.xlsx" => (SheetKind::Visits, false),
        _ => return Err(Problem::not_found("there is no such file")),
    };
    let quarter = quarter_of(&quarter)?;
    let words = export_words(Locale::zh_CN);
    let files = QuarterFiles::load(state.store.as_ref(), quarter, &[kind]).await?;
    // A district's workbook takes long enough to block other tasks on the thread.
    let made = tokio::task::spawn_blocking(move || files.make(kind, csv, &words));
    let bytes = made.await.map_err(Problem::internal)??;
    let name = fill(kind.name(&words), &[("quarter", &said(quarter, &words))]);
    answer(if csv { CSV } else { XLSX }, &file, &name, quarter, bytes)
}

async fn whole(state: &AppState, signed: &Signed, quarter: &str) -> Result<Response, Problem> {
    // The archive also contains photos and evidence.
    for right in [Right::SeePhotos, Right::SeeEvidence, Right::SeeCards] {
        if !signed.person.may_everywhere(right) {
            return Err(Problem::forbidden(
                "this account does not have the right to all that is in it",
            ));
        }
    }
    let quarter = quarter_of(quarter)?;
    let words = export_words(Locale::zh_CN);
    let archive = archive::gather(
        state.store.as_ref(),
        &state.photos,
        state.ports.scorecards.as_ref(),
        &signed.person,
        quarter,
        words,
    )
    .await?;
    let name = fill(words.file_archive, &[("quarter", &said(quarter, &words))]);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(ZIP)),
        (CONTENT_LENGTH, HeaderValue::from(archive.length())),
        (
            CONTENT_DISPOSITION,
            disposition("archive.zip", &name, quarter)?,
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(archive.stream())).into_response())
}

/// `GET /api/v1/quarters/{quarter}/towns/{town}/deductions.xlsx`: 扣分明细单. Supervisors get any
/// town's; a town gets its own, with only what it may see.
pub async fn deductions(
    State(state): State<AppState>,
    signed: Signed,
    Path((quarter, town)): Path<(String, String)>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeCards)?;
    let quarter = quarter_of(&quarter)?;
    let town: TownId = town
        .parse()
        .map_err(|_| Problem::not_found("there is no such town"))?;
    let cards = &state.ports.scorecards;
    let card = cards
        .scorecard(&signed.person, Some(&town), Some(quarter))
        .await?;
    let quarters = state.store.quarters().await?;
    let table = quarters.table_of(quarter).cloned();
    let table = table.ok_or_else(|| Problem::not_set_up("there is no quarter yet"))?;
    let words = export_words(Locale::zh_CN);
    let name = fill(
        words.file_deductions,
        &[("quarter", &said(quarter, &words))],
    );
    let name = format!("{}{name}", card.town_name);
    let made = first_moment(quarter);
    let made = tokio::task::spawn_blocking(move || deduction_workbook(&card, &table, &words, made));
    let bytes = made.await.map_err(Problem::internal)??;
    answer(XLSX, "deductions.xlsx", &name, quarter, bytes)
}

/// The creation time of a town's file. It reveals nothing about when anything was found or decided.
fn first_moment(quarter: Quarter) -> Option<Moment> {
    let month = (quarter.number() - 1) * 3 + 1;
    let text = format!("{:04}-{month:02}-01T00:00:00", quarter.year());
    Moment::from_civil_text(&text, OFFSET_SECONDS)
}

fn quarter_of(text: &str) -> Result<Quarter, Problem> {
    text.parse()
        .map_err(|error| Problem::bad_request(format!("quarter: {error}")))
}

fn said(quarter: Quarter, words: &ExportWords) -> String {
    fill(
        words.quarter,
        &[("year", &quarter.year()), ("number", &quarter.number())],
    )
}

fn answer(
    kind: &'static str,
    file: &str,
    name: &str,
    quarter: Quarter,
    bytes: Vec<u8>,
) -> Result<Response, Problem> {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, disposition(file, name, quarter)?),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

/// The file name, in ASCII for old programs and in Chinese for all others (RFC 6266).
pub(super) fn disposition(
    file: &str,
    name: &str,
    quarter: Quarter,
) -> Result<HeaderValue, Problem> {
    let ending = file.rsplit('.').next().unwrap_or_default();
    let name = format!("{name}.{ending}");
    let mut escaped = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    let value = format!("attachment; filename=\"{quarter}-{file}\"; filename*=UTF-8''{escaped}");
    HeaderValue::from_str(&value).map_err(Problem::internal)
}
