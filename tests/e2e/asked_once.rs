//! Rendering a page queries the store once for each thing, even if the page runs its view several
//! times.

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use reqwest::header::{ACCEPT, COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use std::time::Duration;
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Server, eventually};

/// The query that reads a session; each function of the application runs it once.
const SESSION: &str = "summary=\"SELECT u.*, s.seen_at";

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

    // The number of functions that the page shows data of; `me`, which every page calls, comes on
    // top.
    for (path, functions) in [
        ("/password", 0),
        ("/simulate", 0),
        ("/review", 1),
        ("/town", 1),
        ("/codes", 1),
        ("/bulletin", 1),
        ("/quarters", 1),
        ("/quarters?year=2026", 1),
        ("/facts?row=1.1", 1),
        ("/facts/import", 1),
        ("/scores", 2),
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
        let asked = log.matches(SESSION).count() - before.matches(SESSION).count();
        ensure!(
            asked == 1 + functions,
            "{path} reads the session {asked} times"
        );
    }
    server.stop().await
}
