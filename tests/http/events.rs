//! Events that the server sends to open pages.

use crate::help::app::TestApp;
use crate::help::tablet::Tablet;
use anyhow::{Context, Result};
use reqwest::{Method, Response, StatusCode};
use std::time::Duration;

/// The next event's text; skips the comments that keep the stream open.
async fn next_event(stream: &mut Response) -> Result<String> {
    let mut text = String::new();
    while !text.contains("\n\n") {
        let piece = stream.chunk().await?.context("the stream has ended")?;
        text.push_str(&String::from_utf8(piece.to_vec())?);
    }
    Ok(text)
}

#[tokio::test]
async fn a_supervisor_hears_of_a_finding() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut stream = zhaomin
        .request(Method::GET, "/api/v1/events")
        .send()
        .await?;
    assert_eq!(stream.status(), StatusCode::OK);
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let first = next_event(&mut stream).await?;
    assert!(first.starts_with("event: changed\ndata: "), "{first}");

    tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let second = tokio::time::timeout(Duration::from_secs(5), next_event(&mut stream)).await??;
    assert_ne!(first, second, "the number has moved");
    Ok(())
}

#[tokio::test]
async fn nobody_else_hears_that_something_happens() -> Result<()> {
    let app = TestApp::start().await?;
    let ask = async |user: crate::help::app::User| -> Result<StatusCode> {
        let request = user.request(Method::GET, "/api/v1/events");
        Ok(request.send().await?.status())
    };
    assert_eq!(ask(app.anyone()).await?, StatusCode::UNAUTHORIZED);
    for login in ["lixia", "luocun", "admin"] {
        assert_eq!(
            ask(app.sign_in(login).await?).await?,
            StatusCode::FORBIDDEN,
            "{login}"
        );
    }
    Ok(())
}
