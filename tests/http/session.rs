//! Signing in and out, and what a session may do.

use crate::help::app::{TestApp, User};
use crate::help::signing_in::try_in;
use crate::help::tablet::Tablet;
use anyhow::Result;
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::demo::PASSWORD;
use server::store::database::{self, Row};

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
    // The second cookie tells the tablet who it belongs to, and contains no secret.
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

    // The database holds only the hash.
    let mut db = app.database().await?;
    let stored: Vec<String> = database::scalar("SELECT token_hash FROM sessions")
        .fetch_all(&mut db)
        .await?;
    assert_eq!(stored, [server::accounts::token::hash(&token)]);

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
    // Beyond the check of the origin, the body is the fault.
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
async fn a_name_in_full_width_is_the_same_name() -> Result<()> {
    let app = TestApp::start().await?;
    let typed = app.sign_in("ｌｉｘｉａ\u{3000}").await?;
    assert_eq!(typed.id, app.sign_in("lixia").await?.id);
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
        // A session in use does not expire.
        zhaomin.call("review_queue", filter.clone()).await?.unwrap();
    }
    let me = luocun.call("me", json!({})).await?.unwrap();
    assert_eq!(me["person"], Value::Null, "after an hour of nothing");
    minutes(20);
    // Automatic requests of an open page do not count as use.
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
    // A request does not revive an ended session.
    let (status, _) = zhaomin.get("/api/v1/sync/pull").await?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    minutes(29 * 24 * 60 - 90);
    assert_eq!(lixia.get("/api/v1/sync/pull").await?.0, StatusCode::OK);
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
            .revoke_device("test", device, app.clock.now(), "lost")
            .await?
    );
    let (status, body) = tablet.push(&app, &[]).await?;
    assert_eq!(
        (status.as_u16(), &body["type"]),
        (403, &json!("/problems/revoked"))
    );

    // A device of another person is refused in the same way.
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
    let log = database::query("SELECT kind, result, hash FROM audit ORDER BY number")
        .fetch_all(&mut db)
        .await?;
    let of = |kind: &str, result: &str| {
        let hit = |row: &&Row| {
            let text = |column| row.get::<&str>(column).unwrap();
            text("kind") == kind && text("result").starts_with(result)
        };
        log.iter().filter(hit).count()
    };
    assert_eq!(of("sign-in", "wrong password"), 1);
    assert_eq!(of("sign-in", "no such account"), 1);
    assert_eq!(of("sign-in", "signed in from 127.0.0.1"), 1);
    assert_eq!(of("sign-out", "done"), 1);
    let hashes: std::collections::BTreeSet<&str> =
        log.iter().map(|row| row.get("hash").unwrap()).collect();
    assert_eq!(hashes.len(), log.len());
    for change in ["UPDATE audit SET result = ''", "DELETE FROM audit"] {
        assert!(
            database::query(change).execute(&mut db).await.is_err(),
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
