//! Evidence: files beside a fact, uploaded as a whole, stored by hash, and sent as attachments.

use super::evaluation::{load, named};
use super::extract::Path;
use super::photos::serve;
use super::read_body;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::photos::files::sha256;
use crate::photos::media;
use crate::problem::Problem;
use crate::problem::io::blocking;
use crate::quarter::evaluation::{Evaluation, behind, rests_on};
use crate::quarter::evidence::seen_by;
use crate::quarter::life::takes_facts;
use crate::sheets::import::permits::Permits;
use crate::store::{KeptEvidence, NewEvidence};
use app::i18n::Locale;
use app::pages::facts_import::words::{busy_words, evidence_type_words};
use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::ids::TownId;
use domain::people::Right;
use domain::scoring::RawFact;
use domain::table::Family;
use domain::time::Moment;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use uuid::Uuid;

/// The largest file in bytes.
const LIMIT: usize = 20 * 1024 * 1024;
/// The longest file name, in characters.
const NAME: usize = 120;

/// A file in a list.
#[derive(Serialize)]
struct Listed {
    id: String,
    name: String,
    length: u64,
    media_type: String,
    sha256: String,
    by: String,
    at: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<Moment>,
}

impl From<KeptEvidence> for Listed {
    fn from(kept: KeptEvidence) -> Self {
        Self {
            id: kept.id.to_string(),
            name: kept.name,
            length: kept.length,
            media_type: kept.media_type,
            sha256: kept.sha256,
            by: kept.by_name,
            at: kept.at,
            withdrawn_at: kept.withdrawn,
        }
    }
}

/// `GET /api/v1/quarters/{quarter}/evidence/{town}/{slot}`: the files beside a fact.
pub async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path((quarter, town, slot)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let (quarter, town) = (named(&quarter)?, town_of(&town)?);
    let store = state.store.as_ref();
    let seen = seen_by(store, &signed.person, quarter, &town, &slot).await?;
    let listed = seen.ok_or_else(no_role)?.into_iter();
    let listed: Vec<Listed> = listed.map(Listed::from).collect();
    Ok(Json(serde_json::json!({ "evidence": listed })).into_response())
}

/// `POST /api/v1/quarters/{quarter}/evidence/{town}/{slot}`: adds a file. Its name is in
/// `X-File-Name`, percent-encoded.
pub async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Path((quarter, town, slot)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let permits = Permits::of(state.store.as_ref(), &signed.person).await?;
    let town = town_of(&town)?;
    let evaluation = load(&state, &quarter).await?;
    takes_facts(
        evaluation.state,
        signed.person.may_everywhere(Right::EnterFacts),
    )?;
    let is_row = slot == "showcase" || evaluation.table.indicator(&slot).is_some();
    let is_fact = || {
        evaluation
            .entered()
            .any(|it| it.town == town && it.slot == slot)
    };
    let is_town = evaluation.towns.iter().any(|(id, _)| *id == town);
    if !is_town || !(is_row || is_fact()) {
        return Err(Problem::not_found(
            "there is no such town, row, claim or record",
        ));
    }
    if !permits.has_slot(
        &evaluation.table,
        row_of(&evaluation, &town, &slot).as_deref(),
    ) {
        return Err(no_role());
    }
    let rests_on = what_it_rests_on(&evaluation, &town, &slot);
    let name = headers.get("x-file-name").and_then(|it| it.to_str().ok());
    let name = file_name(name.unwrap_or_default());
    let busy = || Problem::busy(busy_words(Locale::zh_CN));
    let _turn = state.turns.to_receive(signed.person.id).ok_or_else(busy)?;
    let bytes = read_body(body, LIMIT).await?;
    let media_type = media::look(&bytes).ok_or_else(no_evidence)?;
    let sha256 = sha256(&bytes);
    let new = NewEvidence {
        id: Uuid::now_v7(),
        quarter: evaluation.quarter.to_string(),
        state: evaluation.state,
        town,
        slot,
        rests_on,
        sha256: sha256.clone(),
        length: bytes.len() as u64,
        media_type,
        name,
        by: signed.person.id,
        at: state.clock.moment(),
    };
    // The file gets its final name before the store refers to it.
    let _writes = state.photos.turn(&sha256).await;
    // The response may have been lost: a file sent again under its name is the same one.
    let kept = state.store.evidence_of(&new.quarter, &new.town, &new.slot);
    let same = kept.await?.into_iter().find(|it| {
        it.withdrawn.is_none() && it.sha256 == sha256 && it.name == new.name && it.by == new.by
    });
    if let Some(same) = same {
        let body = Json(serde_json::json!({ "id": same.id.to_string() }));
        return Ok((StatusCode::OK, body).into_response());
    }
    let files = state.photos.clone();
    blocking(move || files.put(&sha256, &bytes)).await?;
    let id = new.id;
    if !state.store.add_evidence(new).await? {
        return Err(Problem::unavailable());
    }
    let body = Json(serde_json::json!({ "id": id.to_string() }));
    Ok((StatusCode::CREATED, body).into_response())
}

/// `GET /api/v1/evidence/{id}`: the bytes, as an attachment.
pub async fn content(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let kept = found(&state, &id).await?;
    // The response must not reveal whether the file is missing or only hidden from this person.
    let (store, quarter) = (state.store.as_ref(), named(&kept.quarter)?);
    let seen = seen_by(store, &signed.person, quarter, &kept.town, &kept.slot).await?;
    if !seen.is_some_and(|seen| seen.iter().any(|it| it.id == kept.id)) {
        return Err(nothing());
    }
    let mut response = serve(&state, &kept.sha256, request).await?;
    let name = app::address::escape(&kept.name).replace('/', "%2F");
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let text = |text: &str| HeaderValue::from_str(text).map_err(Problem::internal);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, text(&kept.media_type)?);
    headers.insert(CONTENT_DISPOSITION, text(&disposition)?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `DELETE /api/v1/evidence/{id}`: marks a file as withdrawn; it remains stored.
pub async fn withdraw(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let permits = Permits::of(state.store.as_ref(), &signed.person).await?;
    let kept = found(&state, &id).await?;
    let evaluation = load(&state, &kept.quarter).await?;
    let row = row_of(&evaluation, &kept.town, &kept.slot);
    if !permits.has_slot(&evaluation.table, row.as_deref()) {
        return Err(no_role());
    }
    takes_facts(
        evaluation.state,
        signed.person.may_everywhere(Right::EnterFacts),
    )?;
    let (by, at) = (signed.person.id, state.clock.moment());
    let done = state
        .store
        .withdraw_evidence(kept.id, evaluation.state, by, at);
    if !done.await? {
        return Err(Problem::unavailable());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The row that a file supports: the slot itself, or the row of its claim or record.
fn row_of(evaluation: &Evaluation, town: &TownId, slot: &str) -> Option<String> {
    if evaluation.table.indicator(slot).is_some() {
        return Some(slot.to_owned());
    }
    let mut facts = evaluation.entered();
    let kept = facts.find(|it| it.town == *town && it.slot == slot)?;
    let fact: RawFact<'_> = serde_json::from_str(&kept.fact).ok()?;
    fact.indicator.map(|row| row.into_owned())
}

/// The findings that a file supports: for a row of judgement or deduction, the row's findings so
/// far; otherwise those behind its fact.
fn what_it_rests_on(evaluation: &Evaluation, town: &TownId, slot: &str) -> Vec<String> {
    let family = evaluation.table.indicator(slot).map(|row| row.family());
    if let Some(Family::Judgement | Family::Deduct) = family {
        return rests_on(evaluation, town, slot);
    }
    let mut facts = evaluation.entered();
    let kept = facts.find(|it| it.town == *town && it.slot == slot);
    let behind = kept.and_then(|kept| {
        let fact: RawFact<'_> = serde_json::from_str(&kept.fact).ok()?;
        Some(behind(&fact, kept))
    });
    behind.unwrap_or_default()
}

async fn found(state: &AppState, id: &str) -> Result<KeptEvidence, Problem> {
    let id: Uuid = id.parse().map_err(|_| nothing())?;
    state.store.evidence(id).await?.ok_or_else(nothing)
}

fn town_of(text: &str) -> Result<TownId, Problem> {
    text.parse()
        .map_err(|error| Problem::bad_request(format!("town: {error}")))
}

fn nothing() -> Problem {
    Problem::not_found("no such file")
}

fn no_role() -> Problem {
    Problem::forbidden("this account does not have the role for it")
}

fn no_evidence() -> Problem {
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    let title = "Not a file that is kept as evidence";
    let words = evidence_type_words(Locale::zh_CN);
    Problem::new(status, "/problems/no-evidence", title, words)
}

/// A file name that is valid on every system: decoded, without folders and invisible characters.
fn file_name(encoded: &str) -> String {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|digits| hex::decode(digits).ok());
        match (byte, code) {
            (b'%', Some(code)) => {
                bytes.extend(code);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let own = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = |c: &char| {
        !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = own.chars().filter(seen).take(NAME).collect();
    match name.trim().trim_start_matches('.') {
        "" => String::from("file"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_are_names_anywhere() {
        for (encoded, name) in [
            ("%E6%96%87%E4%BB%B6.pdf", "文件.pdf"),
            ("..%2F..%2Fetc%2Fpasswd", "passwd"),
            ("C:\\a\\b.pdf", "b.pdf"),
            ("a%0d%0ab.pdf", "ab.pdf"),
            ("x%e2%80%aefdp.exe", "xfdp.exe"),
            ("100%.pdf", "100%.pdf"),
            ("", "file"),
            ("..", "file"),
        ] {
            assert_eq!(file_name(encoded), name, "{encoded}");
        }
    }
}
