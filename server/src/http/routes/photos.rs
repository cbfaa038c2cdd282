//! Photos: uploads over tus 1.0 (core, creation, checksum), and the bytes for those who may see
//! them.
//!
//! An upload is identified by its person and the announced SHA-256. A tablet that lost its progress
//! asks again and continues.

use super::extract::Path;
use super::piece::{IN_MEMORY, Piece};
use super::share;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::photos::incoming::{Incoming, is_sha256, no_picture};
use crate::photos::uploads;
use crate::problem::Problem;
use crate::problem::request_id;
use crate::quarter::evaluation::photo_of_town;
use crate::store::{Attached, Upload};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::ids::{PhotoId, UserId};
use domain::inspection::Photo;
use domain::people::{Person, Reach, Right};
use domain::sync::merge::MAX_PHOTO;
use http::header::{
    CACHE_CONTROL, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, LAST_MODIFIED,
    LOCATION,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::sync::Arc;
use tower::ServiceExt;
use tower_http::services::ServeFile;

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");

fn incoming(state: &AppState, user: UserId, sha256: &str) -> Incoming {
    Incoming {
        store: Arc::clone(&state.store),
        files: state.photos.clone(),
        clock: state.clock.clone(),
        bodies: state.bodies.clone(),
        user,
        sha256: sha256.to_owned(),
    }
}

/// `OPTIONS /api/v1/photos`: the server's capabilities.
pub async fn options() -> Response {
    let known = [
        ("tus-version", "1.0.0"),
        ("tus-extension", "creation,checksum"),
        ("tus-checksum-algorithm", "sha256"),
    ];
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, VERSION);
    for (name, value) in known {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("tus-max-size", HeaderValue::from(MAX_PHOTO));
    response
}

/// `POST /api/v1/photos`: announces an upload.
pub async fn create(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    signed.require(Right::Inspect)?;
    version(&headers)?;
    let length = number(&headers, &LENGTH)?;
    if length > MAX_PHOTO {
        return Err(Problem::too_large(format!("at most {MAX_PHOTO} bytes")));
    }
    if length == 0 {
        return Err(Problem::bad_request("upload-length: a photo is not empty"));
    }
    let metadata = text(&headers, "upload-metadata")?;
    let sha256 = metadata_of(metadata, "sha256")?;
    if !is_sha256(&sha256) {
        return Err(Problem::bad_request(
            "upload-metadata: sha256 is 64 hexadecimal digits, lower case",
        ));
    }
    let media_type = metadata_of(metadata, "type")?;
    if !matches!(
        media_type.as_str(),
        "image/jpeg" | "image/png" | "image/webp"
    ) {
        return Err(no_picture(
            "upload-metadata: type is none of JPEG, PNG and WebP",
        ));
    }
    let upload = Upload {
        length,
        media_type,
        verified: false,
    };
    let user = signed.person.id;
    uploads::has_room(
        state.store.as_ref(),
        user,
        &sha256,
        length,
        state.clock.now(),
    )
    .await?;
    let _turn = state.photos.turn(&sha256).await;
    let upload = state
        .store
        .announce(user, &sha256, upload, state.clock.now())
        .await?;
    let offset = incoming(&state, user, &sha256).arrived(&upload).await?;
    let mut response = tus(StatusCode::CREATED, offset);
    let location =
        HeaderValue::from_str(&format!("/api/v1/photos/{sha256}")).map_err(Problem::internal)?;
    response.headers_mut().insert(LOCATION, location);
    Ok(response)
}

/// `HEAD /api/v1/photos/{sha256}`: how many bytes have arrived.
pub async fn head(
    State(state): State<AppState>,
    signed: Signed,
    Path(sha256): Path<String>,
) -> Result<Response, Problem> {
    let user = signed.person.id;
    let _turn = state.photos.turn(&sha256).await;
    let incoming = incoming(&state, user, &sha256);
    let upload = incoming.known().await?;
    let offset = incoming.arrived(&upload).await?;
    let mut response = tus(StatusCode::OK, offset);
    let headers = response.headers_mut();
    headers.insert(LENGTH, HeaderValue::from(upload.length));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `PATCH /api/v1/photos/{sha256}`: the next bytes.
pub async fn patch(
    State(state): State<AppState>,
    signed: Signed,
    Path(sha256): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    version(&headers)?;
    let checksum = headers.get("upload-checksum").map(checksum).transpose()?;
    let user = signed.person.id;
    let incoming = incoming(&state, user, &sha256);
    let upload = incoming.known().await?;
    let offset = number(&headers, &OFFSET)?;
    let (budget, measures) = (&state.bodies.tablets, state.store.measures());
    let (share, body) = share(budget, measures, &headers, (body, IN_MEMORY)).await?;
    let piece = Piece {
        incoming,
        upload,
        checksum,
        start: offset,
    };
    // A separate task: if the connection breaks, this request ends, but the bytes that arrived are
    // stored.
    let taken = tokio::spawn(request_id::carried(async move {
        let _share = share;
        piece.take(body).await
    }));
    let taken = taken.await;
    Ok(tus(
        StatusCode::NO_CONTENT,
        taken.map_err(Problem::internal)??,
    ))
}

/// `GET /api/v1/photos/{photo}/content`: the bytes, for those who may see them.
pub async fn content(
    State(state): State<AppState>,
    signed: Signed,
    Path(photo): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    // The response must not reveal whether the photo is missing or only hidden from this person.
    let nothing = || Problem::not_found("no such photo");
    let id: PhotoId = photo.parse().map_err(|_| nothing())?;
    let attached = state.store.photo(id).await?.ok_or_else(nothing)?;
    // A signature is the site's statement; only the site can withdraw it.
    let visit = &attached.visit;
    let signature = visit.signature().and_then(|(_, drawing)| drawing);
    let shown = visit.photos.get(&id).is_some_and(|it| visit.shows(it))
        || signature.is_some_and(|it| it.id == id);
    let photo = seen_by(&state, &signed.person, attached, id).await?;
    let photo = photo
        .filter(|it| it.verified && shown)
        .ok_or_else(nothing)?;
    let mut response = serve(&state, &photo.sha256, request).await?;
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_str(&photo.media_type).map_err(Problem::internal)?;
    headers.insert(http::header::CONTENT_TYPE, media_type);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Sends a file by its hash, without its time of storage: the same bytes may have arrived earlier
/// with a visit that this person must not know of.
pub(super) async fn serve(
    state: &AppState,
    sha256: &str,
    mut request: Request,
) -> Result<Response, Problem> {
    let tag = HeaderValue::from_str(&format!("\"{sha256}\"")).map_err(Problem::internal)?;
    let headers = request.headers_mut();
    headers.remove(IF_MODIFIED_SINCE);
    headers.remove(IF_UNMODIFIED_SINCE);
    if headers.get(IF_NONE_MATCH) == Some(&tag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        response.headers_mut().insert(ETAG, tag);
        return Ok(response);
    }
    let file = ServeFile::new(state.photos.whole(sha256));
    match file.oneshot(request).await {
        Ok(response) if response.status().is_server_error() => Err(Problem::unavailable()),
        Ok(response) if response.status() != StatusCode::NOT_FOUND => {
            let mut response = response.into_response();
            let headers = response.headers_mut();
            headers.remove(LAST_MODIFIED);
            headers.insert(ETAG, tag);
            Ok(response)
        }
        _ => Err(Problem::internal("what was verified has no file")),
    }
}

/// The photo, if the person may see it. Inspectors see those of their own visits. A town sees those
/// of deductions, as far as it may know of them.
async fn seen_by(
    state: &AppState,
    person: &Person,
    attached: Attached,
    id: PhotoId,
) -> Result<Option<Photo>, Problem> {
    let visit = &attached.visit;
    let own = person.may_with_own(Right::SeePhotos, Reach::OwnVisits);
    if person.may_everywhere(Right::SeePhotos) || (own && visit.inspectors.contains(&person.id)) {
        return Ok(visit.photos.get(&id).cloned());
    }
    match person.own_town(Right::SeePhotos) {
        Some(town) => photo_of_town(state.store.as_ref(), town, attached, id).await,
        None => Ok(None),
    }
}

/// The announced SHA-256 of a piece.
fn checksum(header: &HeaderValue) -> Result<Vec<u8>, Problem> {
    let text = header.to_str().unwrap_or_default();
    text.strip_prefix("sha256 ")
        .and_then(|sum| BASE64.decode(sum.trim()).ok())
        .ok_or_else(|| Problem::bad_request("upload-checksum: sha256 and its base64"))
}

fn tus(status: StatusCode, offset: u64) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, VERSION);
    headers.insert(OFFSET, HeaderValue::from(offset));
    response
}

fn version(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get(&RESUMABLE) == Some(&VERSION) {
        return Ok(());
    }
    let status = StatusCode::PRECONDITION_FAILED;
    let title = "This server speaks tus 1.0.0";
    let detail = "tus-resumable: 1.0.0 is missing";
    Err(Problem::new(status, "/problems/tus-version", title, detail))
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Result<&'h str, Problem> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.ok_or_else(|| Problem::bad_request(format!("{name}: missing")))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Problem> {
    text(headers, name.as_str())?
        .parse()
        .map_err(|_| Problem::bad_request(format!("{name}: not a number of bytes")))
}

/// `Upload-Metadata: key base64,key base64`.
fn metadata_of(metadata: &str, wanted: &str) -> Result<String, Problem> {
    metadata
        .split(',')
        .filter_map(|pair| pair.trim().split_once(' '))
        .find(|(key, _)| *key == wanted)
        .and_then(|(_, value)| BASE64.decode(value.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            Problem::bad_request(format!(
                "upload-metadata: {wanted} and its base64 are missing"
            ))
        })
}
