//! Signing in and out, and what a session may do.

use crate::app::{TestApp, User, json_of};
use crate::tablet::Tablet;
use anyhow::Result;
use domain::people::Role;
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::auth::password;
use server::auth::policy::Policy;
use server::demo::PASSWORD;
use server::store::NewAccount;
use sqlx::Row;

async fn try_in(user: &User, login: &str, password: &str) -> Result<(StatusCode, Value)> {
    json_of(user.open_session(login, password).await?).await
}

#[tokio::test]
async fn a_page_gets_a_persistent_cookie_that_scripts_cannot_read() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    let answer = user
        .http
        .post(user.url("/sign-in?next=/inspect/sync?x=%E7%BD%97%E6%9D%91"))
        .form(&[("login", " lixia "), ("password", PASSWORD)])
        .send()
        .await?;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        answer.headers()["location"],
        "/inspect/sync?x=%E7%BD%97%E6%9D%91"
    );
    let cookies: Vec<&str> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|it| it.to_str().unwrap())
        .collect();
    let [cookie, named] = cookies[..] else {
        panic!("{cookies:?}");
    };
    // The tablet learns from the second who it is, and nothing secret.
    assert!(named.starts_with("xuncha_me=%7B%22person%22"), "{named}");
    assert!(named.contains("Path=/inspect;"), "{named}");
    assert!(
        named.contains("%22demo%22:true") || named.contains("%22demo%22%3Atrue"),
        "{named}"
    );
    assert!(!named.contains("HttpOnly"), "{named}");
    for part in [
        "xuncha=",
        "HttpOnly",
        "SameSite=Lax",
        "Path=/",
        "Max-Age=2592000",
    ] {
        assert!(cookie.contains(part), "{cookie} lacks {part}");
    }
    let token = cookie
        .split(';')
        .next()
        .and_then(|pair| pair.strip_prefix("xuncha="))
        .unwrap()
        .to_owned();
    let user = User {
        token: Some(token.clone()),
        ..user
    };
    let me = user.call("me", json!({})).await?.unwrap();
    assert_eq!(me["person"]["login"], "lixia");
    assert_eq!(me["demo"], true);

    // The database holds the hash alone.
    let mut db = app.database().await?;
    let stored: Vec<String> = sqlx::query_scalar("SELECT token_hash FROM sessions")
        .fetch_all(&mut db)
        .await?;
    assert_eq!(stored, [server::auth::token::hash(&token)]);

    user.call("sign_out", json!({})).await?.unwrap();
    let me = user.call("me", json!({})).await?.unwrap();
    assert_eq!(me["person"], Value::Null);
    Ok(())
}

#[tokio::test]
async fn a_town_user_is_told_the_name_of_the_town() -> Result<()> {
    let app = TestApp::start().await?;
    let luocun = app.sign_in("luocun").await?;
    let me = luocun.call("me", json!({})).await?.unwrap();
    assert_eq!(me["town_name"], "罗村镇");
    assert_eq!(me["person"]["town"], "luocun");
    Ok(())
}

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
async fn what_changes_something_by_cookie_must_come_from_our_own_pages() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    let cookie = format!("xuncha={}", user.token.clone().unwrap());
    let send = async |origin: Option<&str>| {
        let request = user
            .http
            .post(user.url("/api/v1/sync/push"))
            .header("cookie", &cookie)
            .body("{}");
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        anyhow::Ok(request.send().await?.status().as_u16())
    };
    assert_eq!(send(None).await?, 403);
    assert_eq!(send(Some("https://evil.example")).await?, 403);
    assert_eq!(send(Some("null")).await?, 403);
    // Past the check it is the body that is wrong.
    assert_eq!(send(Some(user.origin())).await?, 400);
    let by_token = user.request(Method::POST, "/api/v1/sync/push").body("{}");
    assert_eq!(by_token.send().await?.status().as_u16(), 400);
    let foreign = user
        .http
        .post(user.url("/sign-in"))
        .header("origin", "https://evil.example")
        .form(&[("login", "lixia"), ("password", PASSWORD)]);
    assert_eq!(foreign.send().await?.status().as_u16(), 403);
    Ok(())
}

#[tokio::test]
async fn a_session_ends_after_thirty_days() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.sign_in("lixia").await?;
    app.clock.advance(SignedDuration::from_hours(29 * 24));
    assert_eq!(user.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
    app.clock.advance(SignedDuration::from_hours(2 * 24));
    let (status, body) = user.get("/api/v1/sync/pull").await?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(body["type"], "/problems/signed-out");
    Ok(())
}

#[tokio::test]
async fn an_idle_session_ends_unless_it_is_a_tablets() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let luocun = app.sign_in("luocun").await?;
    let minutes = |n| app.clock.advance(SignedDuration::from_mins(n));
    let filter = json!({"filter": {"all": true}});
    for _ in 0..3 {
        minutes(20);
        // In use it goes on.
        zhaomin.call("review_queue", filter.clone()).await?.unwrap();
    }
    let me = luocun.call("me", json!({})).await?.unwrap();
    assert_eq!(me["person"], Value::Null, "after an hour of nothing");
    minutes(20);
    // An open page that asks for news by itself is no use.
    zhaomin.call("review_news", filter.clone()).await?.unwrap();
    let news = zhaomin
        .request(Method::GET, "/api/v1/events")
        .send()
        .await?;
    assert_eq!(news.status(), StatusCode::OK);
    drop(news);
    minutes(10);
    for function in ["review_news", "review_queue"] {
        let ended = zhaomin.call(function, filter.clone()).await?;
        assert_eq!(ended.unwrap_err()["kind"], "signed-out", "{function}");
    }
    let (status, body) = zhaomin.get("/api/v1/sync/pull").await?;
    assert_eq!(
        (status.as_u16(), &body["type"]),
        (401, &json!("/problems/signed-out"))
    );
    // Asking does not bring it back.
    let (status, _) = zhaomin.get("/api/v1/sync/pull").await?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    minutes(29 * 24 * 60 - 90);
    assert_eq!(lixia.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_password_of_ninety_days_must_be_changed() -> Result<()> {
    let app = TestApp::start().await?;
    app.clock.advance(SignedDuration::from_hours(89 * 24));
    let mut user = app.sign_in("lixia").await?;
    assert_eq!(user.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
    app.clock.advance(SignedDuration::from_hours(24));
    // Also in a session that was opened before.
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

#[tokio::test]
async fn a_locked_account_and_a_revoked_device_are_told_so() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    tablet.visit(&app, "luocun-center", "announced").await?;
    let device = domain::ids::DeviceId(tablet.device);
    assert!(
        app.store
            .revoke_device("test", device, app.clock.now())
            .await?
    );
    let (status, body) = tablet.push(&app, &[]).await?;
    assert_eq!(
        (status.as_u16(), &body["type"]),
        (403, &json!("/problems/revoked"))
    );

    // Another person's device is no better.
    let mut other = Tablet::of(&app, "wangqiang").await?;
    other.device = tablet.device;
    let (status, body) = other.push(&app, &[]).await?;
    assert_eq!(
        (status.as_u16(), &body["type"]),
        (403, &json!("/problems/revoked"))
    );

    let wangqiang = app.account("wangqiang").await?.person.id;
    let now = Some(app.clock.now());
    app.store.disable_account("test", wangqiang, now).await?;
    let (status, body) = other.user.get("/api/v1/sync/pull").await?;
    assert_eq!(
        (status.as_u16(), &body["type"]),
        (403, &json!("/problems/revoked"))
    );
    let (status, _) = try_in(&app.anyone(), "wangqiang", PASSWORD).await?;
    assert_eq!(status, StatusCode::FORBIDDEN);
    app.store.disable_account("test", wangqiang, None).await?;
    assert_eq!(other.user.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn each_role_reaches_its_own() -> Result<()> {
    let app = TestApp::start().await?;
    for (login, pull, push) in [
        ("lixia", 200, 400),
        ("zhaomin", 200, 403),
        ("luocun", 403, 403),
        ("admin", 403, 403),
    ] {
        let user = app.sign_in(login).await?;
        let (status, _) = user.get("/api/v1/sync/pull").await?;
        assert_eq!(status.as_u16(), pull, "{login} pulls");
        let (status, _) = user.post("/api/v1/sync/push", &json!({})).await?;
        assert_eq!(status.as_u16(), push, "{login} pushes");
    }
    assert_eq!(
        app.anyone().get("/api/v1/sync/pull").await?.0,
        StatusCode::UNAUTHORIZED
    );
    Ok(())
}

#[tokio::test]
async fn sign_ins_are_in_an_audit_log_that_only_grows() -> Result<()> {
    let app = TestApp::start().await?;
    try_in(&app.anyone(), "lixia", "Wrong-2026").await?;
    try_in(&app.anyone(), "nobody", "Wrong-2026").await?;
    let user = app.sign_in("lixia").await?;
    user.request(Method::DELETE, "/api/v1/session")
        .send()
        .await?;
    let mut db = app.database().await?;
    let log = sqlx::query("SELECT kind, result, hash FROM audit ORDER BY number")
        .fetch_all(&mut db)
        .await?;
    let of = |kind: &str, result: &str| {
        let hit = |row: &&sqlx::sqlite::SqliteRow| {
            row.get::<&str, _>("kind") == kind && row.get::<&str, _>("result").starts_with(result)
        };
        log.iter().filter(hit).count()
    };
    assert_eq!(of("sign-in", "wrong password"), 1);
    assert_eq!(of("sign-in", "no such account"), 1);
    assert_eq!(of("sign-in", "signed in from 127.0.0.1"), 1);
    assert_eq!(of("sign-out", "done"), 1);
    let hashes: std::collections::BTreeSet<&str> = log.iter().map(|row| row.get("hash")).collect();
    assert_eq!(hashes.len(), log.len());
    for change in ["UPDATE audit SET result = ''", "DELETE FROM audit"] {
        assert!(
            sqlx::query(change).execute(&mut db).await.is_err(),
            "{change}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn who_is_signed_in_can_be_asked_and_the_end_takes_the_cookie_away() -> Result<()> {
    let app = TestApp::start().await?;
    let (status, nobody) = app.anyone().get("/api/v1/session").await?;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(nobody["person"], Value::Null);
    assert_eq!(nobody["demo"], true);

    let user = app.sign_in("luocun").await?;
    let (_, me) = user.get("/api/v1/session").await?;
    assert_eq!(
        (&me["person"]["login"], &me["town_name"]),
        (&json!("luocun"), &json!("罗村镇"))
    );
    let ended = user
        .request(Method::DELETE, "/api/v1/session")
        .send()
        .await?;
    assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    let cookie = ended.headers()["set-cookie"].to_str()?;
    assert!(
        cookie.starts_with("xuncha=; ") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    assert_eq!(user.get("/api/v1/session").await?.1["person"], Value::Null);
    let again = app
        .anyone()
        .request(Method::DELETE, "/api/v1/session")
        .send()
        .await?;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);
    Ok(())
}
