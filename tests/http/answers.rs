//! What answers contain and omit: statuses, no redirects, no caching, and whose requests are
//! accepted.

use crate::help::app::{Setting, TestApp, User, json_of};
use anyhow::{Context, Result};
use app::error::AppError;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn status(user: &User, function: &str, body: Value) -> Result<(u16, Value)> {
    let request = user.http.post(user.url(&format!("/api/page/{function}")));
    let cookie = format!("xuncha={}", user.token.as_deref().unwrap_or_default());
    let request = request
        .header("cookie", cookie)
        .header("origin", &user.base);
    let answer = request.json(&body).send().await?;
    assert_eq!(answer.headers()["cache-control"], "no-store", "{function}");
    let (status, body) = (answer.status().as_u16(), answer.json::<Value>().await?);
    if status >= 400 {
        // The browser reads the error from the body, whatever the status.
        let error: AppError = serde_json::from_value(body.clone())?;
        assert_eq!(error.status(), status, "{function}");
    }
    Ok((status, body))
}

#[tokio::test]
async fn a_functions_refusal_has_the_status_of_its_kind() -> Result<()> {
    let app = TestApp::start().await?;
    let (anyone, luocun) = (app.anyone(), app.sign_in("luocun").await?);
    let (zhaomin, head) = (
        app.sign_in("zhaomin").await?,
        app.sign_in("zhoujian").await?,
    );
    let queue = json!({"filter": {"all": true}});
    assert_eq!(
        status(&zhaomin, "review_queue", queue.clone()).await?.0,
        200
    );
    for (user, function, body, wanted, kind) in [
        (&anyone, "review_queue", queue.clone(), 401, "signed-out"),
        (&luocun, "review_queue", queue.clone(), 403, "forbidden"),
        (
            &zhaomin,
            "review_finding",
            json!({"finding": uuid::Uuid::now_v7()}),
            404,
            "not-found",
        ),
        (
            &zhaomin,
            "review_queue",
            json!({"filter": 7}),
            422,
            "invalid",
        ),
    ] {
        let (status, body) = status(user, function, body).await?;
        assert_eq!(
            (status, body["kind"].as_str()),
            (wanted, Some(kind)),
            "{function}"
        );
    }
    let quarters = app.store.quarters().await?;
    let quarter = quarters
        .current()
        .context("no quarter")?
        .quarter
        .to_string();
    let mut signed = BTreeMap::new();
    for row in ["1.1", "1.2", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4"] {
        let sign = json!({"quarter": quarter, "row": row, "head": 999});
        let (status, body) = status(&head, "sign_facts", sign).await?;
        let kind = body["kind"].as_str().map(str::to_owned);
        signed.insert(status, kind.context("no kind")?);
    }
    assert_eq!(
        signed.get(&409).map(String::as_str),
        Some("changed"),
        "{signed:?}"
    );
    // An unknown function is 404, without details of the program.
    let request = zhaomin.http.post(zhaomin.url("/api/page/nothing"));
    let (status, body) = json_of(request.json(&json!({})).send().await?).await?;
    assert_eq!(
        (status, &body["type"]),
        (StatusCode::NOT_FOUND, &json!("/problems/not-found"))
    );
    Ok(())
}

#[tokio::test]
async fn a_function_sends_nobody_anywhere() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    for (function, wanted) in [("me", 200), ("review_queue", 401)] {
        let answer = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?
            .post(user.url(&format!("/api/page/{function}")))
            .header("accept", "text/html")
            .header("referer", "https://evil.example/page")
            .json(&json!({"filter": {"all": true}}))
            .send()
            .await?;
        assert_eq!(answer.status().as_u16(), wanted, "{function}");
        assert!(!answer.headers().contains_key("location"), "{function}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_private_is_stored_nowhere() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let quarters = app.store.quarters().await?;
    let quarter = quarters
        .current()
        .context("no quarter")?
        .quarter
        .to_string();
    for path in [
        "/",
        "/review",
        "/sign-in",
        "/nowhere",
        "/healthz",
        "/readyz",
        "/api/v1/session",
        "/api/v1/sync/pull",
        "/api/v1/nothing",
        "/api/v1/sites/luocun-center/code",
        &format!("/api/v1/quarters/{quarter}/scores"),
        &format!("/api/v1/quarters/{quarter}/facts"),
        &format!("/api/v1/quarters/{quarter}/facts/template.csv"),
        &format!("/api/v1/quarters/{quarter}/evidence/luocun/2.2"),
        "/api/v1/photos/0193a5f0-3c00-7000-8000-0000000000e1/content",
    ] {
        let answer = zhaomin.request(Method::GET, path).send().await?;
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn an_origin_is_scheme_host_and_port() -> Result<()> {
    let app = TestApp::start().await?;
    let behind = Setting {
        behind_proxy: true,
        ..Setting::default()
    };
    let proxied = TestApp::start_as(behind).await?;
    let host = |app: &TestApp| app.anyone().base.trim_start_matches("http://").to_owned();
    let (plain, behind) = (host(&app), host(&proxied));
    let port = plain.rsplit(':').next().context("no port")?.to_owned();
    for (app, origin, asked, passes) in [
        (&app, format!("http://{plain}"), plain.clone(), true),
        (&app, format!("https://{plain}"), plain.clone(), false),
        (&app, "http://127.0.0.1".to_owned(), plain.clone(), false),
        (
            &app,
            format!("http://127.0.0.1:{port}"),
            "127.0.0.1".to_owned(),
            false,
        ),
        (
            &app,
            "http://xuncha.example".to_owned(),
            "xuncha.example:80".to_owned(),
            true,
        ),
        (&proxied, format!("https://{behind}"), behind.clone(), true),
        (&proxied, format!("http://{behind}"), behind.clone(), false),
        (
            &proxied,
            "https://xuncha.example".to_owned(),
            "xuncha.example:443".to_owned(),
            true,
        ),
        (
            &proxied,
            "https://XUNCHA.example".to_owned(),
            "xuncha.example".to_owned(),
            true,
        ),
    ] {
        let user = app.anyone();
        let answer = user
            .http
            .post(user.url("/api/page/me"))
            .header("host", &asked)
            .header("origin", &origin)
            .json(&json!({}))
            .send()
            .await?;
        let status = answer.status().as_u16();
        assert_eq!(
            status,
            if passes { 200 } else { 403 },
            "{origin} at {asked}"
        );
        if !passes {
            let body: Value = answer.json().await?;
            assert_eq!(body["type"], "/problems/foreign-origin");
        }
    }
    // A token in the header does not let a foreign origin call a page's function by the cookie.
    let user = app.sign_in("lixia").await?;
    let token = user.token.clone().context("no token")?;
    let request = user
        .request(Method::POST, "/api/page/sign_out")
        .json(&json!({}));
    let answer = request
        .header("cookie", format!("xuncha={token}"))
        .send()
        .await?;
    assert_eq!(answer.status().as_u16(), 403);
    Ok(())
}

#[tokio::test]
async fn a_bearer_is_one_in_any_case() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let token = user.token.clone().context("no token")?;
    for scheme in ["Bearer", "bearer", "BEARER", "bEARER"] {
        let request = user.http.get(user.url("/api/v1/sync/pull"));
        let answer = request.header("authorization", format!("{scheme} {token}"));
        assert_eq!(answer.send().await?.status(), StatusCode::OK, "{scheme}");
    }
    // `Basic` is not our scheme, so the request still needs our origin for its cookie.
    let request = user.http.post(user.url("/api/v1/sync/push")).body("{}");
    let request = request.header("authorization", "Basic eHg6eXk=");
    let answer = request
        .header("cookie", format!("xuncha={token}"))
        .send()
        .await?;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    Ok(())
}
