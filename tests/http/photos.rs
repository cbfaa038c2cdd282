//! Photos: uploads that resume, are verified by hash, and are shown to those who may see them.

mod pieces;
mod shown;

use crate::help::app::{TestApp, json_of};
use crate::help::tablet::{Tablet, picture};
use crate::help::uploading::{announce, chunk, content, offset, offset_of, upload};
use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json;
use server::photos::files::sha256;
use sha2::{Digest, Sha256};

#[tokio::test]
async fn an_upload_that_broke_off_goes_on_where_it_was() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let hash = sha256(&bytes);
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    let user = tablet.user.clone();

    let created = announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(
        created.headers()["location"],
        format!("/api/v1/photos/{hash}")
    );
    let sum = BASE64.encode(Sha256::digest(&bytes[..300]));
    let first =
        chunk(&user, &hash, 0, &bytes[..300]).header("upload-checksum", format!("sha256 {sum}"));
    assert_eq!(offset_of(&first.send().await?)?, 300);

    // A damaged chunk and a chunk at a wrong offset are both rejected without effect.
    let damaged = chunk(&user, &hash, 300, &bytes[301..400])
        .header("upload-checksum", format!("sha256 {sum}"));
    let (status, _) = json_of(damaged.send().await?).await?;
    assert_eq!(status.as_u16(), 460);
    let (status, _) = json_of(chunk(&user, &hash, 0, &bytes).send().await?).await?;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(offset(&user, &hash).await?, 300);

    // Announcing the photo again keeps the bytes received so far.
    let again = announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    assert_eq!(offset_of(&again)?, 300);
    assert_eq!(
        content(&user, &photo).await?.status(),
        StatusCode::NOT_FOUND
    );
    let row = user.row("visit", &visit).await?.unwrap();
    assert_eq!(row["photos"][&photo]["verified"], false);

    let rest = chunk(&user, &hash, 300, &bytes[300..]).send().await?;
    assert_eq!(offset_of(&rest)?, bytes.len());
    let row = user.row("visit", &visit).await?.unwrap();
    assert_eq!(row["photos"][&photo]["verified"], true);
    assert_eq!(std::fs::read(app.photo_file(&hash))?, bytes);
    let shown = content(&user, &photo).await?;
    assert_eq!(shown.headers()["content-type"], "image/png");
    assert_eq!(shown.headers()["cache-control"], "no-store");
    assert_eq!(shown.headers()["x-content-type-options"], "nosniff");
    assert_eq!(shown.bytes().await?, bytes);
    Ok(())
}

#[tokio::test]
async fn bytes_that_come_before_their_operation_are_found_by_it() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    upload(&tablet.user, &bytes).await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(row["photos"][&photo]["verified"], true);

    // Another person must send the same bytes too: knowing the hash proves nothing.
    let mut other = Tablet::of(&app, "wangqiang").await?;
    let visit = other.visit(&app, "luocun-center", "announced").await?;
    let finding = other.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let photo = other.attach(&app, &visit, &finding, &bytes).await?;
    let row = other.user.row("visit", &visit).await?.unwrap();
    assert_eq!(row["photos"][&photo]["verified"], false);
    Ok(())
}

#[tokio::test]
async fn wrong_bytes_are_never_verified() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let bytes = picture();
    let other = sha256(b"something else");
    announce(&user, &other, bytes.len(), "image/png")
        .send()
        .await?;
    let (status, _) = json_of(chunk(&user, &other, 0, &bytes).send().await?).await?;
    assert_eq!(status.as_u16(), 460);
    assert_eq!(offset(&user, &other).await?, 0, "it starts over");
    assert!(!app.photo_file(&other).exists());

    let text = b"<svg onload=alert(1)>".repeat(10);
    let hash = sha256(&text);
    announce(&user, &hash, text.len(), "image/png")
        .send()
        .await?;
    let (status, body) = json_of(chunk(&user, &hash, 0, &text).send().await?).await?;
    assert_eq!(
        (status.as_u16(), &body["type"]),
        (415, &json!("/problems/no-picture"))
    );
    assert!(!app.photo_file(&hash).exists());

    let hash = sha256(&bytes);
    announce(&user, &hash, bytes.len(), "image/jpeg")
        .send()
        .await?;
    let (status, body) = json_of(chunk(&user, &hash, 0, &bytes).send().await?).await?;
    assert_eq!(status.as_u16(), 415);
    assert_eq!(
        body["detail"],
        "announced as image/jpeg, but the bytes are image/png"
    );
    Ok(())
}

#[tokio::test]
async fn announcements_are_checked() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let hash = sha256(b"x");
    let status = async |request: RequestBuilder| {
        let (status, _) = json_of(request.send().await?).await?;
        anyhow::Ok(status.as_u16())
    };
    let png = "image/png";
    assert_eq!(status(announce(&user, &hash, 0, png)).await?, 400);
    assert_eq!(
        status(announce(&user, &hash, 21 * 1024 * 1024, png)).await?,
        413
    );
    assert_eq!(
        status(announce(&user, "../../etc/passwd", 10, png)).await?,
        400
    );
    assert_eq!(status(announce(&user, &hash, 10, "text/html")).await?, 415);
    let bare = user.request(Method::POST, "/api/v1/photos");
    assert_eq!(status(bare).await?, 412);
    assert_eq!(
        status(chunk(&user, &hash, 0, b"x")).await?,
        404,
        "never announced"
    );
    announce(&user, &hash, 10, png).send().await?;
    assert_eq!(status(chunk(&user, &hash, 0, &[0; 11])).await?, 413);
    assert_eq!(status(announce(&app.anyone(), &hash, 10, png)).await?, 401);
    let luocun = app.sign_in("luocun").await?;
    assert_eq!(status(announce(&luocun, &hash, 10, png)).await?, 403);
    let known = user
        .request(Method::OPTIONS, "/api/v1/photos")
        .send()
        .await?;
    assert_eq!(known.headers()["tus-extension"], "creation,checksum");
    Ok(())
}
