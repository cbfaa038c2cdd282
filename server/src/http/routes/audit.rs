//! The audit log as a file.

use super::extract::Query;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::pages::AuditNames;
use crate::problem::Problem;
use crate::sheets::export::plain;
use app::api::upkeep::AuditQuery;
use app::i18n::Locale;
use app::pages::manage::audit::words::{audit_heads, kind_words, result_words};
use app::pages::manage::words::by_words;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use futures::{TryStreamExt, stream};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

const CSV: &str = "text/csv; charset=utf-8";
/// The byte order mark, by which spreadsheets read CSV as UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";
/// How many entries are read at once.
const BATCH: u32 = 2000;

/// `GET /api/v1/audit.csv`, with `?who=`, `?kind=`, `?from=`, `?to=` and `?text=` as on the page:
/// all matching entries, newest first, in Chinese. They are sent while they are read, since the log
/// may cover years.
pub async fn csv(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Problem> {
    signed.require(Right::SeeUpkeep)?;
    let names = AuditNames::load(state.store.as_ref()).await?;
    let mut filter = names.filter(&query)?;
    // Entries added while the file is sent do not belong to it.
    filter.below = state.store.audit_head().await?.map(|(last, _)| last + 1);
    let head = record(audit_heads(Locale::zh_CN).iter().map(|it| (*it).to_owned()))?;
    let head = [BOM, &head].concat();
    let start = (state, names, Some(filter), head);
    let body = stream::try_unfold(start, |(state, names, filter, mut bytes)| async move {
        let Some(mut filter) = filter else {
            return Ok(None);
        };
        let entries = state.store.audit_list(filter.clone(), 0, BATCH).await?;
        filter.below = entries.last().map(|last| last.number);
        let more = filter.below.is_some().then_some(filter);
        for entry in entries {
            let hash = entry.hash.clone();
            let line = names.line(entry);
            let i18n = Locale::zh_CN;
            let target = match line.named {
                Some(name) => format!("{name} {}", line.target),
                None => line.target,
            };
            bytes.extend(record([
                line.number.to_string(),
                line.at.wall(' '),
                by_words(i18n, &line.by),
                line.login.unwrap_or_default(),
                kind_words(i18n, &line.kind).to_owned(),
                target,
                result_words(i18n, &line.result),
                hash,
            ])?);
        }
        Ok(Some((bytes, (state, names, more, Vec::new()))))
    });
    let body = body.map_err(|problem: Problem| std::io::Error::other(problem.detail));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(CSV)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"xuncha-audit.csv\""),
        ),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// A line of CSV; text that a spreadsheet would take for a formula gets a leading apostrophe.
fn record(cells: impl IntoIterator<Item = String>) -> Result<Vec<u8>, Problem> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let cells = cells.into_iter().map(|cell| plain(&cell));
    writer.write_record(cells).map_err(Problem::internal)?;
    writer.into_inner().map_err(Problem::internal)
}
