//! What the server measures: who may read it, what it tells, and that it names nobody.

use crate::help::app::{Setting, TestApp, User};
use crate::help::tablet::{Tablet, picture};
use crate::help::uploading::upload;
use anyhow::{Context, Result};
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use tests::eventually;
use uuid::Uuid;

const TOKEN: &str = "a-token-for-the-tests";

/// The text of the measures.
async fn text(user: &User) -> Result<String> {
    let answer = user.request(Method::GET, "/metrics").send().await?;
    assert_eq!(answer.status(), StatusCode::OK);
    let kind = answer.headers()["content-type"].to_str()?;
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    Ok(answer.text().await?)
}

/// The value of each measure, by its name with labels.
async fn measures(user: &User) -> Result<BTreeMap<String, f64>> {
    let text = text(user).await?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.map(|line| line.rsplit_once(' ').context("no value"));
    pairs
        .map(|pair| pair.and_then(|(name, value)| Ok((name.to_owned(), value.parse()?))))
        .collect()
}

#[tokio::test]
async fn only_this_machine_and_the_token_read_it() -> Result<()> {
    let app = TestApp::start_as(Setting {
        behind_proxy: true,
        metrics_token: TOKEN.parse().ok(),
        ..Setting::default()
    })
    .await?;
    let user = app.anyone();
    let ask = async |headers: &[(&str, &str)]| {
        let mut request = user.request(Method::GET, "/metrics");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        anyhow::Ok(request.send().await?)
    };
    assert_eq!(ask(&[]).await?.status(), StatusCode::OK);
    let right = format!("Bearer {TOKEN}");
    let far = ("x-forwarded-for", "203.0.113.9");
    assert_eq!(
        ask(&[far, ("authorization", &right)]).await?.status(),
        StatusCode::OK
    );
    for refused in [
        &[far][..],
        &[far, ("authorization", "Bearer another-token-there")],
        // The proxy says nothing useful, or claims that it asks for this machine.
        &[("x-forwarded-for", "unknown")],
        &[("x-forwarded-for", "127.0.0.1")],
        &[("forwarded", "for=127.0.0.1")],
    ] {
        let answer = ask(refused).await?;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{refused:?}");
        let text = answer.text().await?;
        assert!(!text.contains("xuncha_"), "{text}");
    }
    // Without a token nobody from elsewhere reads it, signed in or not.
    let app = TestApp::start_as(Setting {
        behind_proxy: true,
        ..Setting::default()
    })
    .await?;
    let admin = app.sign_in("admin").await?;
    let request = admin.request(Method::GET, "/metrics").header(far.0, far.1);
    assert_eq!(request.send().await?.status(), StatusCode::FORBIDDEN);
    Ok(())
}

#[tokio::test]
async fn it_tells_what_happened() -> Result<()> {
    let app = TestApp::start().await?;
    let anyone = app.anyone();
    let before = measures(&anyone).await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let op = tablet.op(&app, json!({"close_visit": {"visit": "nonsense"}}));
    let (status, body) = tablet.push(&app, std::slice::from_ref(&op)).await?;
    assert_eq!(
        (status, &body["results"][0]["outcome"]),
        (StatusCode::OK, &json!("quarantined"))
    );
    let (_, body) = tablet.push(&app, &[op]).await?;
    assert_eq!(body["results"][0]["outcome"], "duplicate", "{body}");
    let bytes = picture();
    tablet.attach(&app, &visit, &finding, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    for _ in 0..2 {
        let answer = anyone.open_session("zhaomin", "wrong").await?;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    let after = measures(&anyone).await?;
    let rise = |name: &str| after[name] - before[name];
    assert_eq!(rise("xuncha_operations_total{outcome=\"applied\"}"), 3.0);
    assert_eq!(
        rise("xuncha_operations_total{outcome=\"quarantined\"}"),
        1.0
    );
    assert_eq!(rise("xuncha_operations_total{outcome=\"duplicate\"}"), 1.0);
    assert_eq!(rise("xuncha_uploads_begun_total"), 1.0);
    assert_eq!(rise("xuncha_uploads_verified_total"), 1.0);
    assert_eq!(rise("xuncha_upload_bytes_total"), bytes.len() as f64);
    let refused = |reason: &str| {
        rise(&format!(
            "xuncha_sign_ins_refused_total{{reason=\"{reason}\"}}"
        ))
    };
    assert_eq!((refused("wrong_password"), refused("locked")), (2.0, 0.0));
    assert!(rise("xuncha_commit_duration_seconds_count") >= 6.0);
    assert!(rise("xuncha_commit_group_size_sum") >= 6.0);
    assert_eq!(
        rise("xuncha_http_request_duration_seconds_count{status=\"4xx\"}"),
        2.0
    );
    assert!(rise("xuncha_http_request_duration_seconds_count{status=\"2xx\"}") >= 6.0);
    assert_eq!(
        after["xuncha_build_info{build=\"b1\",version=\"0.1.0\"}"],
        1.0
    );
    assert_eq!(after["xuncha_writes_waiting"], 0.0);
    assert_eq!(after["xuncha_oldest_write_age_seconds"], 0.0);
    for some in [
        "xuncha_connections_open",
        "xuncha_data_disk_free_bytes",
        "xuncha_database_size_bytes",
    ] {
        assert!(after[some] > 0.0, "{some}");
    }
    Ok(())
}

#[tokio::test]
async fn names_that_are_locked_and_addresses_that_are_throttled_are_told_apart() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    for _ in 0..30 {
        user.open_session("zhaomin", "wrong").await?;
    }
    let last = user.open_session("zhaomin", "wrong").await?;
    assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
    let told = measures(&user).await?;
    let refused =
        |reason: &str| told[&format!("xuncha_sign_ins_refused_total{{reason=\"{reason}\"}}")];
    // The fifth wrong password locks the name.
    assert_eq!((refused("wrong_password"), refused("locked")), (4.0, 26.0));
    assert_eq!(refused("throttled"), 1.0);
    Ok(())
}

#[tokio::test]
async fn writes_that_wait_are_counted_and_timed() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let anyone = app.anyone();
    let mut other = app.database().await?;
    other.begin(&"zichuan".parse()?).await?;
    // It writes, and so waits for the other connection.
    let report = json!({"device": Uuid::now_v7(), "program": "x", "ops": 1, "photos": 0});
    let waiting = tokio::spawn(async move {
        let request = user.request(Method::GET, "/api/v1/sync/pull?limit=1");
        request
            .header("xuncha-tablet", report.to_string())
            .send()
            .await
    });
    eventually("a write waits", Duration::from_secs(20), async || {
        let told = measures(&anyone).await?;
        let waits = told["xuncha_writes_waiting"] == 1.0;
        Ok((waits && told["xuncha_oldest_write_age_seconds"] > 0.2).then_some(()))
    })
    .await?;
    other.close().await;
    waiting.await??;
    let told = measures(&anyone).await?;
    assert_eq!(told["xuncha_writes_waiting"], 0.0);
    Ok(())
}

#[tokio::test]
async fn it_tells_of_tablets_and_listeners_and_names_nobody() -> Result<()> {
    let app = TestApp::start().await?;
    let anyone = app.anyone();
    let zhaomin = app.sign_in("zhaomin").await?;
    let stream = zhaomin
        .request(Method::GET, "/api/v1/events")
        .send()
        .await?;
    let tablet = Tablet::of(&app, "lixia").await?;
    let report = async |device: Uuid, ops: u64| {
        let said = json!({"device": device, "program": "p", "ops": ops, "photos": 2});
        let request = tablet
            .user
            .request(Method::GET, "/api/v1/sync/pull?limit=1");
        let answer = request.header("xuncha-tablet", said.to_string()).send();
        assert_eq!(answer.await?.status(), StatusCode::OK);
        anyhow::Ok(())
    };
    let lost = Uuid::now_v7();
    report(lost, 500).await?;
    let admin = app.sign_in("admin").await?;
    let barring = json!({"device": lost, "reason": "遗失"});
    admin
        .call("bar_device", barring)
        .await?
        .map_err(anyhow::Error::msg)?;
    report(tablet.device, 7).await?;
    app.clock.advance(SignedDuration::from_hours(1));
    report(Uuid::now_v7(), 150).await?;
    let told = measures(&anyone).await?;
    let tablets = |unsent: &str| told[&format!("xuncha_tablets{{unsent=\"{unsent}\"}}")];
    assert_eq!(
        (tablets("0"), tablets("1-9"), tablets("100+")),
        (0.0, 1.0, 1.0)
    );
    assert_eq!(told["xuncha_tablets_unsent_operations"], 157.0);
    assert_eq!(told["xuncha_tablets_unsent_photos"], 4.0);
    let age = told["xuncha_oldest_unsent_report_age_seconds"];
    assert!((3600.0..3660.0).contains(&age), "{age}");
    assert_eq!(told["xuncha_listeners"], 1.0);
    let text = text(&anyone).await?;
    for secret in [
        "lixia",
        "luocun",
        &lost.to_string(),
        &tablet.user.id,
        "李霞",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    drop(stream);
    eventually("nobody listens", Duration::from_secs(20), async || {
        Ok((measures(&anyone).await?["xuncha_listeners"] == 0.0).then_some(()))
    })
    .await
}
