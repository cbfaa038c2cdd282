//! Behind an HTTPS proxy configured by the file in the docs: people sign in, a photo resumes after
//! its line broke, and events arrive at once.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use futures::StreamExt;
use reqwest::{Body, Client, Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tests::steps::{INSPECTOR, PASSWORD};
use tests::{Browser, Device, Nginx, Server, eventually};
use tokio::time::timeout;
use uuid::Uuid;

use crate::person::{Person, open_visit};

const PHOTO: &[u8] = include_bytes!("camera.jpg");
const SOON: Duration = Duration::from_secs(20);
const TOKEN: &str = "a-token-for-the-tests";

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_tablet_is_made_ready_behind_the_proxy_of_the_docs() -> Result<()> {
    let mut server = Server::start_with_args(&["--demo=empty", "--behind-proxy"]).await?;
    let nginx = Nginx::start(&server, &[]).await?;
    let folder = tempfile::tempdir()?;
    let tablet = Browser::start(folder.path(), Device::TABLET).await?;
    tablet.sign_in(&nginx.url(""), INSPECTOR, PASSWORD).await?;
    tablet.open(&nginx.url("/inspect")).await?;
    tablet.wait_for("offline-ready").await?;
    server.stop().await?;
    tablet.reload().await?;
    tablet.wait_text("sync-strip", "离线").await?;
    tablet.tap("new-visit").await?;
    tablet.wait_for("[data-site='luocun-center']").await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_proxy_of_the_docs_opens_the_measures_to_the_token_alone() -> Result<()> {
    let args = &["--demo=empty", "--behind-proxy", "--metrics-token", TOKEN];
    let server = Server::start_with_args(args).await?;
    let nginx = Nginx::start(&server, &[]).await?;
    let outside = Client::builder().danger_accept_invalid_certs(true);
    let outside = outside.build()?;
    for (token, expected) in [
        (None, StatusCode::FORBIDDEN),
        (Some("another-token-instead"), StatusCode::FORBIDDEN),
        (Some(TOKEN), StatusCode::OK),
    ] {
        let mut request = outside.get(nginx.url("/metrics"));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let status = request.send().await?.status();
        ensure!(status == expected, "{token:?}: {status}");
    }
    let text = reqwest::get(server.url("/metrics")).await?.text().await?;
    ensure!(
        text.contains("xuncha_build_info{"),
        "on the machine: {text}"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn the_proxy_of_the_docs_gathers_neither_photos_nor_news() -> Result<()> {
    let server = Server::start_with_args(&["--demo=empty", "--behind-proxy"]).await?;
    let nginx = Nginx::start(&server, &[]).await?;
    let lixia = Person::sign_in(nginx.url(""), "lixia").await?;

    let name = hex::encode(Sha256::digest(PHOTO));
    let metadata = format!(
        "sha256 {},type {}",
        BASE64.encode(&name),
        BASE64.encode("image/jpeg")
    );
    let announced = lixia
        .ask(Method::POST, "/api/v1/photos")
        .header("upload-length", PHOTO.len())
        .header("upload-metadata", metadata)
        .send()
        .await?;
    ensure!(announced.status() == StatusCode::CREATED, "{announced:?}");
    let place = format!("/api/v1/photos/{name}");
    let half = PHOTO.len() / 2;
    // The line stalls in the middle: nothing follows the first half.
    let sent = futures::stream::iter([anyhow::Ok(PHOTO[..half].to_vec())]);
    let body = Body::wrap_stream(sent.chain(futures::stream::pending()));
    let broken = lixia
        .ask(Method::PATCH, &place)
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", "0")
        .header("content-length", PHOTO.len())
        .body(body)
        .send();
    let broken = timeout(Duration::from_secs(4), broken).await;
    ensure!(broken.is_err(), "an answer to half a piece: {broken:?}");
    eventually("half of the photo has arrived", SOON, async || {
        let head = lixia.ask(Method::HEAD, &place).send().await?;
        let offset = head.headers().get("upload-offset");
        let here = offset.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
        Ok((here == Some(half)).then_some(()))
    })
    .await?;

    let zhaomin = Person::sign_in(nginx.url(""), "zhaomin").await?;
    let news = zhaomin.ask(Method::GET, "/api/v1/events").send().await?;
    let mut news = news.error_for_status()?;
    let pushed = lixia
        .push(&[open_visit(Uuid::now_v7(), "announced")])
        .await?;
    ensure!(pushed[0]["outcome"] == "applied", "{pushed:?}");
    let mut heard = String::new();
    while !heard.contains("event: changed") {
        let piece = timeout(Duration::from_secs(10), news.chunk()).await??;
        heard.push_str(&String::from_utf8(piece.context("no more news")?.to_vec())?);
    }
    Ok(())
}

/// `$host` has no port, so on any port but the usual one our own pages look like another site's.
/// The log names the two values that differ.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_proxy_that_drops_the_port_is_told_from_the_log() -> Result<()> {
    let server = Server::start_with_args(&["--demo=empty", "--behind-proxy"]).await?;
    let nginx = Nginx::start(&server, &[("$http_host;", "$host;")]).await?;
    let body = json!({"login": "lixia", "password": PASSWORD});
    // Accepts a certificate that nobody signed.
    let any = Client::builder().danger_accept_invalid_certs(true);
    let refused = any
        .build()?
        .post(nginx.url("/api/v1/session"))
        .header("origin", nginx.url(""))
        .json(&body)
        .send()
        .await?;
    ensure!(refused.status() == StatusCode::FORBIDDEN, "{refused:?}");
    let body: Value = refused.json().await?;
    ensure!(body["type"] == "/problems/foreign-origin", "{body}");
    let log = server.log();
    let line = log.lines().find(|line| line.contains("refused: Origin"));
    let line = line.with_context(|| format!("not in the log:\n{log}"))?;
    ensure!(line.contains(&nginx.url("")), "without Origin: {line}");
    ensure!(
        line.contains("localhost\"") || line.contains("=localhost"),
        "without the host: {line}"
    );
    Ok(())
}
