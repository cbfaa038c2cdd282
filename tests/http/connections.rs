//! Silent connections, too many connections, many large files at once, and a folder that cannot be
//! written.

use crate::help::app::{Setting, TestApp, User, json_of};
use anyhow::{Context, Result, ensure};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use server::serve::connections::Limits;
use std::time::{Duration, Instant};
use tests::eventually;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

async fn limited(limits: Limits) -> Result<TestApp> {
    let setting = Setting {
        limits,
        ..Setting::default()
    };
    TestApp::start_as(setting).await
}

async fn connect(user: &User) -> Result<TcpStream> {
    let address = user.base.trim_start_matches("http://");
    Ok(TcpStream::connect(address).await?)
}

/// Sends bytes and reads until the server ends the connection.
async fn until_closed(user: &User, bytes: &[u8]) -> Result<(Duration, String)> {
    let mut stream = connect(user).await?;
    let began = Instant::now();
    stream.write_all(bytes).await?;
    let mut told = Vec::new();
    let closed = timeout(PATIENCE, stream.read_to_end(&mut told)).await;
    // A reset ends the connection as well.
    let _ = closed.context("the connection stays open")?;
    Ok((began.elapsed(), String::from_utf8_lossy(&told).into_owned()))
}

#[tokio::test]
async fn silence_ends() -> Result<()> {
    let app = limited(Limits {
        header: Duration::from_millis(400),
        ..Limits::default()
    })
    .await?;
    let user = app.anyone();
    for (what, bytes) in [
        ("nothing", &b""[..]),
        (
            "half a header",
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Half: ",
        ),
        ("half of HTTP/2's first bytes", b"PRI * HTTP/2.0\r\n"),
        ("a letter that both begin with", b"P"),
        (
            "HTTP/2 and nothing after it",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ),
    ] {
        let (time, told) = until_closed(&user, bytes).await?;
        assert!(time < Duration::from_secs(10), "{what}: {time:?}");
        assert!(!told.contains("ok\n"), "{what}: {told}");
    }
    // A complete request is answered; then silence ends this connection as well.
    let (time, told) = until_closed(&user, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await?;
    assert!(told.ends_with("ok\n"), "{told}");
    assert!(time >= Duration::from_millis(300), "{time:?}");
    // The limit does not end a slow answer, nor a body that arrives slowly after its header.
    let mut stream = connect(&user).await?;
    let head = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).await?;
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    stream.write_all(b"{}").await?;
    let mut told = String::new();
    stream.read_to_string(&mut told).await?;
    assert!(told.starts_with("HTTP/1.1 400 "), "{told}");
    Ok(())
}

#[tokio::test]
async fn who_finds_no_place_is_told_to_come_again() -> Result<()> {
    let app = limited(Limits {
        connections: 4,
        ..Limits::default()
    })
    .await?;
    let user = app.anyone();
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut stream = connect(&user).await?;
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            .await?;
        let mut told = [0; 15];
        stream.read_exact(&mut told).await?;
        assert_eq!(&told, b"HTTP/1.1 200 OK");
        held.push(stream);
    }
    let fresh = reqwest::Client::new();
    let answer = fresh.get(user.url("/healthz")).send().await?;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["retry-after"], "2");
    let body: Value = answer.json().await?;
    assert_eq!(body["type"], "/problems/unavailable");
    drop(held);
    comes_in(&user).await
}

/// A minimal HTTP/2 client: it requests `/healthz` and answers pings.
struct Http2(TcpStream);

impl Http2 {
    async fn connect(user: &User) -> Result<Self> {
        let mut stream = connect(user).await?;
        stream
            .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            .await?;
        // An empty SETTINGS frame.
        stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await?;
        Ok(Self(stream))
    }

    /// The status of `/healthz`, requested on this stream.
    async fn ask(&mut self, stream: u8) -> Result<u8> {
        // HPACK: GET, http, and a literal path and authority without indexing.
        let mut head = vec![0x82, 0x86, 0x04, 8];
        head.extend(b"/healthz");
        head.extend([0x01, 1]);
        head.extend(b"x");
        let length = u8::try_from(head.len())?;
        let mut frame = vec![0, 0, length, 1, 5, 0, 0, 0, stream];
        frame.extend(head);
        self.0.write_all(&frame).await?;
        let status = self
            .until(|kind, payload| (kind == 1).then(|| payload[0]))
            .await?;
        status.context("no answer")
    }

    /// Reads frames, answering pings, until `wanted` returns a value; `None` if the server ends the
    /// connection.
    async fn until<T>(&mut self, wanted: impl Fn(u8, &[u8]) -> Option<T>) -> Result<Option<T>> {
        loop {
            let mut head = [0; 9];
            if self.0.read_exact(&mut head).await.is_err() {
                return Ok(None);
            }
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; usize::try_from(length)?];
            self.0.read_exact(&mut payload).await?;
            let (kind, flags) = (head[3], head[4]);
            if kind == 6 && flags == 0 {
                let mut pong = vec![0, 0, 8, 6, 1, 0, 0, 0, 0];
                pong.extend(&payload);
                self.0.write_all(&pong).await?;
            }
            if let Some(found) = wanted(kind, &payload) {
                return Ok(Some(found));
            }
        }
    }
}

/// `:status` 200 in HPACK's static table.
const OK: u8 = 0x88;

#[tokio::test]
async fn an_idle_connection_ends_though_it_answers_pings() -> Result<()> {
    let app = limited(Limits {
        header: Duration::from_millis(300),
        idle: Duration::from_millis(900),
        ..Limits::default()
    })
    .await?;
    let mut client = Http2::connect(&app.anyone()).await?;
    assert_eq!(client.ask(1).await?, OK);
    let began = Instant::now();
    let pings = std::cell::Cell::new(0);
    let count = |kind, _: &[u8]| {
        pings.set(pings.get() + u32::from(kind == 6));
        None::<()>
    };
    let end = timeout(PATIENCE, client.until(count)).await;
    assert_eq!(end.context("it stays open")??, None);
    assert!(pings.get() > 0, "no ping came");
    assert!(
        began.elapsed() >= Duration::from_millis(800),
        "{:?}",
        began.elapsed()
    );
    Ok(())
}

/// HTTP/2 keeps a connection after a refusal, so the same connection must be served later.
#[tokio::test]
async fn who_was_refused_is_let_in_on_the_same_connection() -> Result<()> {
    let app = limited(Limits {
        connections: 1,
        ..Limits::default()
    })
    .await?;
    let user = app.anyone();
    let mut inside = Http2::connect(&user).await?;
    assert_eq!(inside.ask(1).await?, OK);
    let mut outside = Http2::connect(&user).await?;
    assert_ne!(outside.ask(1).await?, OK, "there is no place");
    drop(inside);
    let mut stream = 1;
    let outside = tokio::sync::Mutex::new((outside, &mut stream));
    eventually("it is let in", PATIENCE, async || {
        let mut outside = outside.lock().await;
        *outside.1 += 2;
        let stream = *outside.1;
        Ok((outside.0.ask(stream).await? == OK).then_some(()))
    })
    .await
}

/// Waits until a new client is served.
async fn comes_in(user: &User) -> Result<()> {
    eventually("there is a place again", PATIENCE, async || {
        let fresh = reqwest::Client::new();
        let answer = fresh.get(user.url("/healthz")).send().await;
        Ok(answer
            .is_ok_and(|it| it.status().is_success())
            .then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_let_go() -> Result<()> {
    let app = limited(Limits {
        connections: 1,
        stalled: Duration::from_millis(400),
        ..Limits::default()
    })
    .await?;
    // More than any socket buffers.
    let large = vec![b'x'; 64 * 1024 * 1024];
    std::fs::write(app.data.path().join("site/pkg/large.0123.js"), large)?;
    let user = app.anyone();
    let mut stream = connect(&user).await?;
    stream
        .write_all(b"GET /pkg/large.0123.js HTTP/1.1\r\nHost: x\r\n\r\n")
        .await?;
    let mut told = [0; 15];
    stream.read_exact(&mut told).await?;
    assert_eq!(&told, b"HTTP/1.1 200 OK");
    // The client keeps its end open and reads nothing more.
    comes_in(&user).await?;
    drop(stream);
    Ok(())
}

#[tokio::test]
async fn files_to_import_take_turns() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let quarters = app.store.quarters().await?;
    let quarter = quarters
        .current()
        .context("no quarter")?
        .quarter
        .to_string();
    let path = format!("/api/v1/quarters/{quarter}/facts/import");
    let begin = async |who: &User| {
        let token = who.token.clone().context("no token")?;
        let mut stream = connect(who).await?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000\r\n\r\n镇办"
        );
        stream.write_all(head.as_bytes()).await?;
        anyhow::Ok(stream)
    };
    let import = async |who: &User, path: &str| {
        let request = who.request(Method::POST, path).body("镇办,指标\n");
        json_of(request.send().await?).await
    };
    // One upload more at each try, because chance decides which upload gets a turn.
    let send_until_busy = async |who: &User, slow: &mut Vec<_>| {
        eventually("many files are under way", PATIENCE, async || {
            slow.push(begin(who).await?);
            let (status, body) = import(who, &path).await?;
            Ok((status == StatusCode::SERVICE_UNAVAILABLE).then_some(body))
        })
        .await
    };
    let mut slow = Vec::new();
    let busy = send_until_busy(&zhaomin, &mut slow).await?;
    assert!((2..8).contains(&slow.len()), "{}", slow.len());
    assert_eq!(busy["type"], "/problems/busy");
    let words = busy["detail"].as_str().context("no words")?;
    assert!(words.contains("稍后再试"), "{words}");
    let (status, english) = import(&zhaomin, &format!("{path}?lang=en")).await?;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    ensure!(english["detail"] != busy["detail"], "in one language");
    // One slow sender blocks nobody else; many slow senders together block everybody.
    let sunmei = app.sign_in("sunmei").await?;
    let (status, _) = import(&sunmei, &path).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for other in ["zhenghao", "fengxue"] {
        send_until_busy(&app.sign_in(other).await?, &mut slow).await?;
    }
    let (status, _) = import(&sunmei, &path).await?;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    drop(slow);
    eventually("the others gave up", PATIENCE, async || {
        let (status, _) = import(&zhaomin, &path).await?;
        Ok((status == StatusCode::UNPROCESSABLE_ENTITY).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_folder_that_takes_nothing_is_not_ready() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    let ready = async || {
        let answer = user.request(Method::GET, "/readyz").send().await?;
        anyhow::Ok(answer.status())
    };
    assert_eq!(ready().await?, StatusCode::OK);
    for folder in ["uploads", "photos"] {
        let (folder, aside) = (app.data.path().join(folder), app.data.path().join("aside"));
        std::fs::rename(&folder, &aside)?;
        assert_eq!(
            ready().await?,
            StatusCode::SERVICE_UNAVAILABLE,
            "{folder:?}"
        );
        std::fs::rename(&aside, &folder)?;
        assert_eq!(ready().await?, StatusCode::OK);
    }
    // The check leaves no file behind.
    assert_eq!(
        std::fs::read_dir(app.data.path().join("uploads"))?.count(),
        0
    );
    Ok(())
}
