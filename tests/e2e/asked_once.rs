//! Rendering a page reads its session once and asks the store a bounded number of times, even if the
//! page runs its view several times.

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use reqwest::header::{ACCEPT, COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use std::time::Duration;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Server, eventually};

/// The statement that reads a session.
const SESSION: &str = "summary=\"SELECT u.*, s.seen_at";
/// How a statement that reads begins in the log. Noting that a session was used now and then writes, and
/// reads the district's counter for it.
const READS: [&str; 2] = ["summary=\"SELECT", "summary=\"WITH"];
const COUNTER: &str = "summary=\"SELECT epoch, counter";

fn reads(log: &str) -> usize {
    let all: usize = READS.iter().map(|it| log.matches(it).count()).sum();
    all - log.matches(COUNTER).count()
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_rendered_page_asks_once() -> Result<()> {
    let mut server = Server::start_under("export XUNCHA_LOG=info,sqlx::query=debug").await?;
    let http = Client::builder().redirect(Policy::none()).build()?;
    let signed_in = http
        .post(server.url("/sign-in"))
        .form(&[("login", SUPERVISOR), ("password", PASSWORD)])
        .send()
        .await?;
    let cookie = signed_in.headers().get(SET_COOKIE).context("no session")?;
    let cookie = cookie.to_str()?.split(';').next().context("no session")?;

    // The first page of a server also reads the tables. Of the others, how often each may ask: whatever
    // asks twice exceeds it.
    for (path, most) in [
        ("/review", 20),
        ("/review", 9),
        ("/password", 3),
        ("/simulate", 3),
        ("/codes", 4),
        ("/bulletin", 13),
        ("/quarters", 24),
        ("/quarters?year=2026", 12),
        ("/facts", 14),
        ("/facts?row=1.1", 22),
        ("/facts/import", 4),
        ("/scores", 28),
        ("/town", 13),
        ("/plan", 18),
        ("/visits", 8),
        ("/overview", 26),
    ] {
        let last = format!("path=\"{}\"", path.split('?').next().unwrap_or_default());
        let before = server.log();
        let page = http
            .get(server.url(path))
            .header(COOKIE, cookie)
            .header(ACCEPT, "text/html");
        page.send().await?.error_for_status()?;
        // The log arrives through a pipe; the line about the answer is the last one.
        let log = eventually(
            "the answer is logged",
            Duration::from_secs(10),
            async || {
                let log = server.log();
                Ok((log.matches(&last).count() > before.matches(&last).count()).then_some(log))
            },
        )
        .await?;
        let sessions = log.matches(SESSION).count() - before.matches(SESSION).count();
        ensure!(sessions == 1, "{path} reads the session {sessions} times");
        let asked = reads(&log) - reads(&before);
        ensure!(asked <= most, "{path} asks {asked} times, {most} at most");
    }
    server.stop().await
}
