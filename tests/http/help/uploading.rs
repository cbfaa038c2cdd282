//! Uploads of photos, whole and in pieces.

use crate::help::app::User;
use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use server::photos::files::sha256;

pub(crate) fn announce(
    user: &User,
    sha256: &str,
    length: usize,
    media_type: &str,
) -> RequestBuilder {
    let metadata = format!(
        "sha256 {},type {}",
        BASE64.encode(sha256),
        BASE64.encode(media_type)
    );
    user.request(Method::POST, "/api/v1/photos")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", length)
        .header("upload-metadata", metadata)
}

pub(crate) fn chunk(user: &User, sha256: &str, offset: usize, bytes: &[u8]) -> RequestBuilder {
    user.request(Method::PATCH, &format!("/api/v1/photos/{sha256}"))
        .header("tus-resumable", "1.0.0")
        .header("upload-offset", offset)
        .header("content-type", "application/offset+octet-stream")
        .body(bytes.to_vec())
}

pub(crate) async fn offset(user: &User, sha256: &str) -> Result<usize> {
    let request = user.request(Method::HEAD, &format!("/api/v1/photos/{sha256}"));
    offset_of(&request.header("tus-resumable", "1.0.0").send().await?)
}

/// Uploads a whole picture.
pub(crate) async fn upload(user: &User, bytes: &[u8]) -> Result<()> {
    let hash = sha256(bytes);
    let created = announce(user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    assert_eq!(created.status(), StatusCode::CREATED);
    let sent = chunk(user, &hash, 0, bytes).send().await?;
    assert_eq!(sent.status(), StatusCode::NO_CONTENT);
    assert_eq!(offset_of(&sent)?, bytes.len());
    Ok(())
}

pub(crate) async fn content(user: &User, photo: &str) -> Result<Response> {
    let path = format!("/api/v1/photos/{photo}/content");
    Ok(user.request(Method::GET, &path).send().await?)
}

pub(crate) fn offset_of(answer: &Response) -> Result<usize> {
    Ok(answer.headers()["upload-offset"].to_str()?.parse()?)
}
