//! Malformed input: each gets a clear error, and nothing is lost.

use crate::help::app::{TestApp, json_of};
use crate::help::quarter::{act, current, plain};
use crate::help::tablet::{Tablet, id, open};
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn a_malformed_push_is_told_where() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    let push = async |body: &str| {
        let request = lixia.request(Method::POST, "/api/v1/sync/push");
        json_of(request.body(body.to_owned()).send().await?).await
    };
    let (status, body) = push("{\"device\":\n  nonsense}").await?;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let detail = body["detail"].as_str().unwrap();
    assert!(detail.starts_with("line 2, column 4: "), "{detail}");
    assert!(body["request_id"].as_str().unwrap().len() == 32);
    for bad in ["", "[]", "{}", "\u{feff}{}", "{\"device\":1}"] {
        assert_eq!(push(bad).await?.0, StatusCode::BAD_REQUEST, "{bad:?}");
    }
    Ok(())
}

#[tokio::test]
async fn numbers_that_do_not_follow_each_other_are_refused() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let first = tablet.op(&app, open(&id(), "luocun-center", "announced"));
    tablet.next = 3;
    let third = tablet.op(&app, open(&id(), "luocun-center", "announced"));
    let (status, body) = tablet.push(&app, &[first, third.clone()]).await?;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body["detail"], "ops[1].seq: 3 does not follow 1");
    for seq in [json!(0), json!(u64::MAX), json!(-1), json!(1.5), json!("1")] {
        let mut op = third.clone();
        op["seq"] = seq;
        let (status, _) = tablet.push(&app, &[op.clone()]).await?;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{op}");
    }
    Ok(())
}

#[tokio::test]
async fn too_much_is_refused_and_the_server_lives_on() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let ops: Vec<_> = (0..101)
        .map(|_| tablet.op(&app, open(&id(), "luocun-center", "announced")))
        .collect();
    let (status, body) = tablet.push(&app, &ops).await?;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(body["detail"], "101 operations: at most 100 in one push");
    let (status, _) = tablet.push(&app, &ops[..100]).await?;
    assert_eq!(status, StatusCode::OK);

    let huge = format!("{{\"ops\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
    let request = tablet.user.request(Method::POST, "/api/v1/sync/push");
    let (status, body) = json_of(request.body(huge.clone()).send().await?).await?;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(body["type"], "/problems/too-large");
    let request = tablet.user.request(Method::POST, "/api/page/me");
    let answer = request.body(huge).send().await?;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let ready = tablet.user.request(Method::GET, "/readyz").send().await?;
    assert_eq!(ready.text().await?, "ready\n");
    Ok(())
}

#[tokio::test]
async fn nonsense_in_depth_does_not_hurt() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    // Nested more deeply than any JSON reader allows: stored as it came, without being parsed.
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let message = tablet.message(&app, &[]).to_string().replace(
        "[]",
        &format!("[{{\"seq\":1,\"op_id\":\"{}\",\"body\":{deep}}}]", id()),
    );
    let request = tablet.user.request(Method::POST, "/api/v1/sync/push");
    let (status, body) = json_of(request.body(message).send().await?).await?;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["results"][0]["quarantine"]["reason"], "malformed");
    tablet.next = 2;
    let op = tablet.raw(
        json!({"v": 1, "base_seq": u64::MAX, "at": app.now(), "answer": {
            "visit": id(), "checkpoint": "1.3/wheelchair", "answer": "meets",
        }}),
    );
    let (status, body) = tablet.push(&app, &[op]).await?;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["results"][0]["quarantine"]["reason"], "unknown-visit");
    Ok(())
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    assert_eq!(lixia.get("/api/v1/nothing").await?.0, StatusCode::NOT_FOUND);
    assert_eq!(lixia.get("/api/nothing").await?.0, StatusCode::NOT_FOUND);
    for (page, wanted) in [
        ("/inspect", StatusCode::METHOD_NOT_ALLOWED),
        ("/review", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(lixia.post(page, &json!({})).await?.0, wanted, "{page}");
    }
    let (status, body) = lixia.get("/api/v1/sync/pull?after=minus").await?;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body["detail"].as_str().unwrap().contains("after"), "{body}");
    let request = lixia.request(Method::DELETE, "/api/v1/sync/pull");
    let (status, _) = json_of(request.send().await?).await?;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    let broken = lixia
        .call(
            "review_queue",
            json!({"filter": {"town": "NOT A TOWN", "all": true}}),
        )
        .await?;
    assert_eq!(broken.unwrap_err()["kind"], "invalid");
    Ok(())
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_told_as_a_problem() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    for (method, path) in [
        (Method::GET, "/api/v1/quarters/%FF/scores".to_owned()),
        (
            Method::POST,
            format!("/api/v1/quarters/{quarter}/facts/import?seen=abc"),
        ),
    ] {
        let answer = zhaomin.request(method, &path).send().await?;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(
            answer.headers()["content-type"],
            "application/problem+json",
            "{path}"
        );
    }
    let answer = act(&zhaomin, "2026Q9", plain("first")).await?;
    assert!(answer.is_err());
    Ok(())
}
