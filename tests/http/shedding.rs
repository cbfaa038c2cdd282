//! More than the server can take: it puts requests off before its memory fills, tablets come again,
//! and everything arrives once.

use crate::help::app::{Setting, TestApp, User, json_of};
use crate::help::tablet::{id, open, picture};
use crate::help::uploading::{announce, chunk, offset, upload};
use anyhow::{Context, Result, bail};
use domain::sync::outbox::{Next, Pusher, Reply};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use server::ground::bodies::Bodies;
use server::photos::files::sha256;
use std::time::Duration;
use tests::eventually;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(20);
const KIB: usize = 1024;

/// The value of a measure.
async fn measure(user: &User, name: &str) -> Result<u64> {
    let answer = user.request(Method::GET, "/metrics").send().await?;
    let text = answer.text().await?;
    let mut lines = text.lines();
    let found = lines.find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    found.with_context(|| format!("{name}: {text}"))
}

/// A push of one visit from a device of its own, with a note that makes it this long.
fn message(app: &TestApp, epoch: &str, length: usize) -> Value {
    let mut body = open(&id(), "luocun-center", "announced");
    body["v"] = json!(1);
    body["base_seq"] = json!(0);
    body["at"] = json!(app.now());
    body["filling"] = json!("x".repeat(length));
    json!({"device": id(), "epoch": epoch, "clock": app.now(),
        "ops": [{"seq": 1, "op_id": id(), "body": body}]})
}

/// Checks that an answer puts the request off, in words and with a time.
async fn is_put_off(answer: Response) -> Result<()> {
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["retry-after"], "2");
    let (_, problem) = json_of(answer).await?;
    assert_eq!(problem["type"], "/problems/unavailable");
    Ok(())
}

/// Sends as a tablet does: what is put off waits as the tablet's own rules say, and comes again.
/// Returns how often it was put off.
async fn sent_in_the_end(user: &User, message: &Value) -> Result<u32> {
    let mut pusher = Pusher::default();
    for put_off in 0..12 {
        let request = user.request(Method::POST, "/api/v1/sync/push");
        let answer = request.json(message).send().await?;
        if answer.status() == StatusCode::OK {
            let body: Value = answer.json().await?;
            assert_eq!(body["results"][0]["outcome"], "applied", "{body}");
            return Ok(put_off);
        }
        is_put_off(answer).await?;
        let jitter = put_off.wrapping_mul(2_654_435_761);
        match pusher.decide(Reply::Unreachable, 1..=1, Some(1), jitter) {
            Next::Retry(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
            other => bail!("{other:?}"),
        }
    }
    bail!("it is put off for ever")
}

/// A push that announces its body and does not send it.
async fn hold(user: &User, length: usize) -> Result<TcpStream> {
    let address = user.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await?;
    let token = user.token.clone().context("no token")?;
    let head = format!(
        "POST /api/v1/sync/push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: {length}\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

#[tokio::test]
async fn bodies_beyond_the_limit_are_put_off_and_come_again() -> Result<()> {
    let limit = 256 * KIB;
    let app = TestApp::start_as(Setting {
        bodies: Bodies::of(limit, limit, limit),
        ..Setting::default()
    })
    .await?;
    let (user, anyone) = (app.sign_in("lixia").await?, app.anyone());
    let epoch = user.epoch().await?;
    let taken = "xuncha_bodies_in_memory_bytes{of=\"tablets\"}";
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(hold(&user, 60 * KIB).await?);
    }
    eventually("four bodies have their share", PATIENCE, async || {
        Ok((measure(&anyone, taken).await? == (4 * 60 * KIB) as u64).then_some(()))
    })
    .await?;
    // A small push still has room, a larger one has not, whether or not it tells its length.
    sent_in_the_end(&user, &message(&app, &epoch, 100)).await?;
    let large = message(&app, &epoch, 50 * KIB);
    let push = || user.request(Method::POST, "/api/v1/sync/push");
    is_put_off(push().json(&large).send().await?).await?;
    let bytes = large.to_string();
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(bytes)]);
    let unannounced = push().body(reqwest::Body::wrap_stream(pieces)).build()?;
    assert!(!unannounced.headers().contains_key(CONTENT_LENGTH));
    is_put_off(user.http.execute(unannounced).await?).await?;
    // So has the piece of a photo; what was there of the photo stays.
    let bytes = [picture(), vec![0; 60 * KIB]].concat();
    let hash = sha256(&bytes);
    announce(&user, &hash, bytes.len(), "image/png")
        .send()
        .await?;
    chunk(&user, &hash, 0, &bytes[..KIB]).send().await?;
    is_put_off(chunk(&user, &hash, KIB, &bytes[KIB..]).send().await?).await?;
    assert_eq!(offset(&user, &hash).await?, KIB);
    // Pages have a budget of their own.
    let zhaomin = app.sign_in("zhaomin").await?;
    assert!(zhaomin.call("me", json!({})).await?.is_ok());
    assert!(measure(&anyone, "xuncha_requests_shed_total{full=\"bodies\"}").await? >= 3);

    // Once the slow ones are gone there is room.
    drop(held);
    sent_in_the_end(&user, &large).await?;
    let rest = chunk(&user, &hash, KIB, &bytes[KIB..]).send().await?;
    assert_eq!(rest.status(), StatusCode::NO_CONTENT);
    assert_eq!(measure(&anyone, taken).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_flood_stays_within_the_limit_and_arrives_once() -> Result<()> {
    let limit = 256 * KIB;
    let app = TestApp::start_as(Setting {
        bodies: Bodies::of(limit, limit, limit),
        ..Setting::default()
    })
    .await?;
    let (user, anyone) = (app.sign_in("lixia").await?, app.anyone());
    let epoch = user.epoch().await?;
    let taken = "xuncha_bodies_in_memory_bytes{of=\"tablets\"}";
    // While the database is busy with something else, nothing that arrived can leave.
    let mut other = app.database().await?;
    other.begin(&"zichuan".parse()?).await?;
    let messages: Vec<Value> = (0..40).map(|_| message(&app, &epoch, 40 * KIB)).collect();
    let flood = messages.iter().map(|it| sent_in_the_end(&user, it));
    let watching = async {
        let mut most = 0;
        for _ in 0..60 {
            most = most.max(measure(&anyone, taken).await?);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        other.close().await;
        anyhow::Ok(most)
    };
    let (sent, most) = tokio::join!(futures::future::try_join_all(flood), watching);
    let most = most?;
    assert!((200 * KIB as u64..=limit as u64).contains(&most), "{most}");
    let put_off: u32 = sent?.iter().sum();
    assert!(put_off > 20, "{put_off}");
    let opened = json!({"query": {"quarter": null, "town": null, "state": null, "form": null,
        "hidden": false, "refused": false, "text": "", "page": 1}});
    let zhaomin = app.sign_in("zhaomin").await?;
    let visits = zhaomin.call("visits", opened).await?;
    let visits = visits.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(visits["total"], 40, "{visits}");
    Ok(())
}

#[tokio::test]
async fn a_full_queue_puts_pushes_off() -> Result<()> {
    let app = TestApp::start().await?;
    let (user, anyone) = (app.sign_in("lixia").await?, app.anyone());
    let epoch = user.epoch().await?;
    let mut other = app.database().await?;
    other.begin(&"zichuan".parse()?).await?;
    let messages: Vec<Value> = (0..400).map(|_| message(&app, &epoch, 10)).collect();
    let flood = messages.iter().map(|it| sent_in_the_end(&user, it));
    let ending = async {
        let put_off = "xuncha_requests_shed_total{full=\"queue\"}";
        eventually("pushes are put off", PATIENCE, async || {
            Ok((measure(&anyone, put_off).await? > 0).then_some(()))
        })
        .await?;
        other.close().await;
        anyhow::Ok(())
    };
    let (sent, ended) = tokio::join!(futures::future::try_join_all(flood), ending);
    ended?;
    let put_off: u32 = sent?.iter().sum();
    assert!(put_off > 0, "no push was put off");
    assert_eq!(measure(&anyone, "xuncha_writes_waiting").await?, 0);
    assert!(measure(&anyone, "xuncha_commit_group_size_sum").await? >= 400);
    Ok(())
}

#[tokio::test]
async fn whole_photos_are_checked_one_after_the_other() -> Result<()> {
    // Less than two of them.
    let app = TestApp::start_as(Setting {
        bodies: Bodies::of(4 * KIB * KIB, 4 * KIB * KIB, 500 * KIB),
        ..Setting::default()
    })
    .await?;
    let user = app.sign_in("lixia").await?;
    let photos: Vec<Vec<u8>> = (0..8)
        .map(|_| [picture(), vec![0; 300 * KIB]].concat())
        .collect();
    let sent = photos.iter().map(|bytes| upload(&user, bytes));
    futures::future::try_join_all(sent).await?;
    let verified = measure(&app.anyone(), "xuncha_uploads_verified_total").await?;
    assert_eq!(verified, 8);
    Ok(())
}
