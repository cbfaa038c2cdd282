//! Photos: resumable, verified by their hash, shown to those who may see them.

use crate::app::{TestApp, User, json_of};
use crate::review::{confirmed, decide, detail, queue};
use crate::tablet::{Tablet, picture};
use crate::town::card;
use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use server::files::sha256;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

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

fn offset_of(answer: &Response) -> Result<usize> {
    Ok(answer.headers()["upload-offset"].to_str()?.parse()?)
}

/// Sends a whole picture.
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

    // A chunk that was damaged on the way leaves no trace; one at a wrong place neither.
    let damaged = chunk(&user, &hash, 300, &bytes[301..400])
        .header("upload-checksum", format!("sha256 {sum}"));
    let (status, _) = json_of(damaged.send().await?).await?;
    assert_eq!(status.as_u16(), 460);
    let (status, _) = json_of(chunk(&user, &hash, 0, &bytes).send().await?).await?;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(offset(&user, &hash).await?, 300);

    // Announced again it is still where it was.
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

    // Somebody else's bytes are nobody's proof: the other has to send them too.
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

#[tokio::test]
async fn a_photo_is_shown_to_its_inspectors_the_supervisors_and_the_town() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    let seen_by = async || {
        let mut seen = Vec::new();
        for login in [
            "lixia",
            "wangqiang",
            "zhaomin",
            "luocun",
            "hongshan",
            "admin",
        ] {
            let user = app.sign_in(login).await?;
            if content(&user, &photo).await?.status() == StatusCode::OK {
                seen.push(login);
            }
        }
        anyhow::Ok(seen)
    };
    assert_eq!(seen_by().await?, ["lixia", "zhaomin"], "not handed in");
    tablet.close(&app, &visit).await?;
    assert_eq!(seen_by().await?, ["lixia", "zhaomin", "luocun"]);
    let zhaomin = app.sign_in("zhaomin").await?;
    let reject: Value = json!({"request": {
        "finding": finding, "revision": 2, "verdict": {"is": "rejected"}, "reason": "证据不足",
        "count": null, "observed_at": null,
    }});
    let refused = zhaomin.call("decide", reject.clone()).await?;
    let revision = match refused {
        Ok(_) => 2,
        Err(changed) => changed["revision"].as_u64().unwrap(),
    };
    let mut reject = reject;
    reject["request"]["revision"] = json!(revision);
    zhaomin.call("decide", reject).await?.unwrap();
    assert_eq!(
        seen_by().await?,
        ["lixia", "zhaomin"],
        "what does not count is not shown"
    );
    assert_eq!(
        content(&app.anyone(), &photo).await?.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        content(&zhaomin, "nonsense").await?.status(),
        StatusCode::NOT_FOUND
    );
    Ok(())
}

/// A connection over which the first bytes of a piece were sent, and nothing more yet.
async fn half_a_piece(user: &User, sha256: &str, offset: usize, piece: &[u8]) -> Result<TcpStream> {
    let host = user.origin().trim_start_matches("http://");
    let sum = BASE64.encode(Sha256::digest(piece));
    let head = format!(
        "PATCH /api/v1/photos/{sha256} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\n\
         tus-resumable: 1.0.0\r\nupload-offset: {offset}\r\nupload-checksum: sha256 {sum}\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {}\r\n\r\n",
        user.token.as_deref().unwrap_or_default(),
        piece.len()
    );
    let mut line = TcpStream::connect(host).await?;
    line.write_all(head.as_bytes()).await?;
    line.write_all(&piece[..piece.len() / 2]).await?;
    line.flush().await?;
    Ok(line)
}

async fn has_come(user: &User, sha256: &str, bytes: usize) -> Result<()> {
    let what = format!("{bytes} bytes have arrived");
    tests::eventually(&what, Duration::from_secs(20), async || {
        Ok((offset(user, sha256).await? == bytes).then_some(()))
    })
    .await
}

#[tokio::test]
async fn what_came_of_a_piece_that_broke_off_is_kept() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let bytes = picture().repeat(200);
    let hash = sha256(&bytes);
    announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    let half = bytes.len() / 2;
    drop(half_a_piece(&user, &hash, 0, &bytes).await?);
    has_come(&user, &hash, half).await?;
    drop(half_a_piece(&user, &hash, half, &bytes[half..]).await?);
    let most = half + (bytes.len() - half) / 2;
    has_come(&user, &hash, most).await?;
    let rest = chunk(&user, &hash, most, &bytes[most..]).send().await?;
    assert_eq!(offset_of(&rest)?, bytes.len());
    assert_eq!(std::fs::read(app.photo_file(&hash))?, bytes);
    Ok(())
}

#[tokio::test]
async fn a_line_that_hangs_holds_nobody_up() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let bytes = picture();
    let hash = sha256(&bytes);
    announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    let mut hangs = half_a_piece(&user, &hash, 0, &bytes).await?;
    let half = bytes.len() / 2;
    // It is still open, and who asks is told of what it brought.
    has_come(&user, &hash, half).await?;
    // The tablet has given it up and goes on; what the first brings afterwards belongs nowhere.
    let third = half + (bytes.len() - half) / 2;
    let next = chunk(&user, &hash, half, &bytes[half..third])
        .send()
        .await?;
    assert_eq!(offset_of(&next)?, third);
    hangs.write_all(&bytes[half..]).await?;
    let mut answer = [0; 12];
    hangs.read_exact(&mut answer).await?;
    assert_eq!(&answer, b"HTTP/1.1 409");
    assert_eq!(offset(&user, &hash).await?, third);
    let rest = chunk(&user, &hash, third, &bytes[third..]).send().await?;
    assert_eq!(offset_of(&rest)?, bytes.len());
    assert_eq!(std::fs::read(app.photo_file(&hash))?, bytes);
    Ok(())
}

#[tokio::test]
async fn a_large_piece_that_was_damaged_leaves_no_trace() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let bytes = picture().repeat(400);
    let hash = sha256(&bytes);
    announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    let first = chunk(&user, &hash, 0, &bytes[..1000]).send().await?;
    assert_eq!(offset_of(&first)?, 1000);
    let sum = BASE64.encode(Sha256::digest(&bytes[1000..]));
    let mut damaged = bytes[1000..].to_vec();
    damaged[300_000] ^= 1;
    let sent =
        chunk(&user, &hash, 1000, &damaged).header("upload-checksum", format!("sha256 {sum}"));
    let (status, _) = json_of(sent.send().await?).await?;
    assert_eq!(status.as_u16(), 460);
    assert_eq!(offset(&user, &hash).await?, 1000);
    // Nor does one that is longer than what was announced.
    let long = [&bytes[1000..], &[0]].concat();
    let (status, _) = json_of(chunk(&user, &hash, 1000, &long).send().await?).await?;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(offset(&user, &hash).await?, 1000);
    let rest = chunk(&user, &hash, 1000, &bytes[1000..]).send().await?;
    assert_eq!(offset_of(&rest)?, bytes.len());
    Ok(())
}

/// What a tablet says of when a photo was taken is all that is said of it.
#[tokio::test]
async fn a_photo_of_unknown_time_is_given_none() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let bytes = picture();
    let undated = json!({"attach_photo": {
        "photo": crate::tablet::id(), "visit": visit, "finding": finding, "sha256": sha256(&bytes),
        "length": bytes.len(), "media_type": "image/png", "taken_at": app.now(), "undated": true,
    }});
    let op = tablet.op(&app, undated);
    tablet.apply(&app, &[op]).await?;
    tablet.attach(&app, &visit, &finding, &picture()).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let shown = detail(&zhaomin, &finding).await?;
    let times: Vec<&Value> = shown["photos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["taken_at"])
        .collect();
    assert!(times[0].is_null() && times[1].is_string(), "{times:?}");
    Ok(())
}

#[tokio::test]
async fn a_photo_that_was_taken_back_is_shown_to_nobody_until_it_is_set_back() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    tablet.close(&app, &visit).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let luocun = app.sign_in("luocun").await?;
    let shown = async || {
        let all = queue(&zhaomin, json!({})).await?;
        let page = detail(&zhaomin, &finding).await?;
        let card = card(&luocun, Value::Null).await?.unwrap();
        let on_card = card.to_string().contains(&photo);
        anyhow::Ok((
            all["items"][0]["photos"].as_u64().unwrap(),
            page["photos"].as_array().unwrap().len(),
            on_card,
            content(&zhaomin, &photo).await?.status().is_success(),
            content(&luocun, &photo).await?.status().is_success(),
        ))
    };
    assert_eq!(shown().await?, (1, 1, true, true, true));
    let known = json!({"photo": photo, "visit": visit});
    let op = tablet.op(&app, json!({"withdraw_photo": known.clone()}));
    tablet.apply(&app, &[op]).await?;
    assert_eq!(shown().await?, (0, 0, false, false, false));
    let row = tablet.user.row("visit", &visit).await?.unwrap();
    assert_eq!(
        row["photos"][&photo]["withdrawn"][0]["value"], true,
        "it stays on the record"
    );
    let op = tablet.op(&app, json!({"restore_photo": known.clone()}));
    tablet.apply(&app, &[op]).await?;
    assert_eq!(shown().await?, (1, 1, true, true, true));

    // What was decided on stands until somebody decides again.
    let revision = detail(&zhaomin, &finding).await?["item"]["revision"]
        .as_u64()
        .unwrap();
    decide(&zhaomin, &finding, revision, confirmed(), json!({}))
        .await?
        .unwrap();
    let op = tablet.op(&app, json!({"withdraw_photo": known}));
    tablet.apply(&app, &[op]).await?;
    assert_eq!(shown().await?, (1, 1, true, true, true));
    let all = queue(&zhaomin, json!({})).await?;
    assert_eq!(all["items"][0]["reopened"], true, "{all}");
    Ok(())
}
