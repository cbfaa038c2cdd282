//! Passwords: how many wrong tries are allowed, when a password expires, and what a new one ends.

use crate::help::app::TestApp;
use crate::help::signing_in::try_in;
use anyhow::Result;
use domain::people::Role;
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::json;
use server::accounts::password;
use server::accounts::policy::Policy;
use server::demo::PASSWORD;
use server::store::NewAccount;

#[tokio::test]
async fn five_wrong_passwords_lock_for_ten_minutes_whether_the_name_exists_or_not() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    let mut answers = Vec::new();
    for login in ["lixia", "nobody"] {
        let mut seen = Vec::new();
        for _ in 0..5 {
            let (status, body) = try_in(&user, login, "Wrong-2026").await?;
            seen.push((status, body["type"].clone(), body["detail"].clone()));
        }
        answers.push(seen);
    }
    assert_eq!(answers[0], answers[1], "names can be told apart");
    let statuses: Vec<_> = answers[0]
        .iter()
        .map(|(status, ..)| status.as_u16())
        .collect();
    assert_eq!(statuses, [401, 401, 401, 401, 429]);

    let (status, body) = try_in(&user, "lixia", PASSWORD).await?;
    assert_eq!(
        (status.as_u16(), &body["type"]),
        (429, &json!("/problems/locked"))
    );
    app.clock.advance(SignedDuration::from_mins(10));
    let (status, _) = try_in(&user, "nobody", PASSWORD).await?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = try_in(&user, "lixia", PASSWORD).await?;
    assert_eq!(status, StatusCode::CREATED);
    Ok(())
}

#[tokio::test]
async fn an_address_that_fails_too_often_waits() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    for n in 0..30 {
        let (status, _) = try_in(&user, &format!("name{n}"), "Wrong-2026").await?;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    let answer = user.open_session("lixia", PASSWORD).await?;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = answer.headers()["retry-after"].to_str()?.parse()?;
    assert!((1..=300).contains(&wait), "{wait}");
    app.clock.advance(SignedDuration::from_mins(5));
    let (status, _) = try_in(&user, "lixia", PASSWORD).await?;
    assert_eq!(status, StatusCode::CREATED);
    Ok(())
}

#[tokio::test]
async fn a_password_of_ninety_days_must_be_changed() -> Result<()> {
    let app = TestApp::start().await?;
    app.clock.advance(SignedDuration::from_hours(89 * 24));
    let mut user = app.sign_in("lixia").await?;
    assert_eq!(user.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
    app.clock.advance(SignedDuration::from_hours(24));
    // A session opened before that day ends as well.
    assert_eq!(
        user.get("/api/v1/sync/pull").await?.0,
        StatusCode::UNAUTHORIZED
    );
    let me = user.call("me", json!({})).await?.unwrap();
    assert_eq!(me["person"]["must_change_password"], true);
    let (status, body) = try_in(&user, "lixia", PASSWORD).await?;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(body["person"]["must_change_password"], true);
    user.token = body["token"].as_str().map(str::to_owned);
    let change = json!({"old": PASSWORD, "new": "Other-2026"});
    user.call("change_password", change).await?.unwrap();
    assert_eq!(user.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
    app.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(user.get("/api/v1/sync/pull").await?.0, StatusCode::OK);

    let never = Policy::new(0, 0);
    assert_eq!((never.idle, never.password_age), (None, None));
    Ok(())
}

#[tokio::test]
async fn a_one_time_password_must_be_changed_before_anything_else() -> Result<()> {
    let app = TestApp::start().await?;
    let account = NewAccount {
        id: domain::ids::UserId(uuid::Uuid::now_v7()),
        login: "newcomer".into(),
        name: "孙丽".into(),
        password: password::hash("One-Time-1").await.unwrap(),
        roles: [Role::Inspector, Role::Supervisor].into(),
        town: None,
        offices: Vec::new(),
        must_change: true,
    };
    assert!(app.store.add_account("test", &account).await?);
    assert!(!app.store.add_account("test", &account).await?, "twice");

    let mut user = app.anyone();
    let (_, body) = try_in(&user, "newcomer", "One-Time-1").await?;
    assert_eq!(body["person"]["must_change_password"], true);
    user.token = body["token"].as_str().map(str::to_owned);
    assert_eq!(
        user.get("/api/v1/sync/pull").await?.0,
        StatusCode::UNAUTHORIZED
    );
    let queue = user
        .call("review_queue", json!({"filter": {"all": true}}))
        .await?;
    assert_eq!(queue.unwrap_err()["kind"], "forbidden");

    let change = async |old: &str, new: &str| {
        user.call("change_password", json!({"old": old, "new": new}))
            .await
    };
    assert_eq!(
        change("wrong", "Other-2026").await?.unwrap_err()["kind"],
        "wrong-password"
    );
    assert_eq!(
        change("One-Time-1", "short").await?.unwrap_err()["problem"],
        "too-short"
    );
    assert_eq!(
        change("One-Time-1", "onlylower").await?.unwrap_err()["problem"],
        "weak"
    );
    assert_eq!(
        change("One-Time-1", "One-Time-1").await?.unwrap_err()["problem"],
        "same"
    );
    change("One-Time-1", "Other-2026").await?.unwrap();
    assert_eq!(user.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
    assert_eq!(
        try_in(&user, "newcomer", "One-Time-1").await?.0,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        try_in(&user, "newcomer", "Other-2026").await?.0,
        StatusCode::CREATED
    );
    Ok(())
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() -> Result<()> {
    let app = TestApp::start().await?;
    let (here, there) = (app.sign_in("lixia").await?, app.sign_in("lixia").await?);
    let change = json!({"old": PASSWORD, "new": "Other-2026"});
    here.call("change_password", change).await?.unwrap();
    assert_eq!(here.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
    assert_eq!(
        there.get("/api/v1/sync/pull").await?.0,
        StatusCode::UNAUTHORIZED
    );
    Ok(())
}
