//! 会话: where people are signed in, and how to end a session.

use crate::help::app::{TestApp, User};
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::demo;

/// Signs in with this `User-Agent`.
async fn browser(app: &TestApp, login: &str, agent: &str) -> Result<User> {
    let mut user = app.anyone();
    let request = user.http.post(user.url("/api/v1/session"));
    let request = request.header("user-agent", agent);
    let body = json!({"login": login, "password": demo::PASSWORD});
    let body: Value = request.json(&body).send().await?.json().await?;
    user.token = body["token"].as_str().map(str::to_owned);
    user.id = body["person"]["id"].as_str().unwrap_or_default().to_owned();
    Ok(user)
}

async fn list(user: &User, function: &str, body: Value) -> Result<Vec<Value>> {
    let said = user.call(function, body).await?;
    let said = said.unwrap_or_else(|error| panic!("{error}"));
    Ok(said.as_array().cloned().unwrap_or_default())
}

async fn holds(user: &User) -> Result<bool> {
    let (status, _) = user.get("/api/v1/sync/pull?limit=1").await?;
    Ok(status != StatusCode::UNAUTHORIZED)
}

const TABLET: &str = "Mozilla/5.0 (Linux; Android 14; Tablet) Mobile";
const DESK: &str = "Mozilla/5.0 (Windows NT 10.0)";

#[tokio::test]
async fn everybody_sees_and_ends_their_own() -> Result<()> {
    let app = TestApp::start().await?;
    let tablet = browser(&app, "lixia", TABLET).await?;
    let desk = browser(&app, "lixia", DESK).await?;
    let third = browser(&app, "lixia", "curl/8").await?;
    let all = list(&desk, "own_sessions", json!({})).await?;
    assert_eq!(all.len(), 3);
    let with = |what: &str| all.iter().find(|it| it["with"] == what).unwrap();
    assert_eq!(
        ["tablet", "browser", "program"].map(|it| with(it)["own"] == true),
        [false, true, false]
    );
    assert_eq!(with("tablet")["address"], "127.0.0.1");
    let said = serde_json::to_string(&all)?;
    let token = desk.token.clone().unwrap();
    assert!(!said.contains(&token) && !said.contains(&server::accounts::token::hash(&token)));
    assert!(!said.contains("Android"), "{said}");

    let one = json!({"session": with("tablet")["id"]});
    let done = desk.call("end_own_sessions", one.clone()).await?;
    assert_eq!(done, Ok(json!(1)));
    assert!(!holds(&tablet).await?, "it was ended");
    assert!(desk.call("end_own_sessions", one).await?.is_err());
    // Nobody can end another person's session as their own.
    let other = browser(&app, "wangqiang", TABLET).await?;
    let foreign = list(&other, "own_sessions", json!({})).await?[0]["id"].clone();
    let done = desk.call("end_own_sessions", json!({"session": foreign}));
    assert_eq!(
        done.await?,
        Err(json!({"kind": "not-found", "what": "session"}))
    );
    assert!(holds(&other).await?);
    let done = desk.call("end_own_sessions", json!({"session": null}));
    assert_eq!(done.await?, Ok(json!(1)));
    assert!(!holds(&third).await?, "all the others were ended");
    assert!(holds(&desk).await?, "and not the one that asked");
    Ok(())
}

#[tokio::test]
async fn an_administrator_ends_others_and_that_is_logged() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    let tablets = [
        browser(&app, "lixia", TABLET).await?,
        browser(&app, "lixia", TABLET).await?,
    ];
    let user = json!({"user": tablets[0].id});
    assert_eq!(list(&admin, "sessions_of", user.clone()).await?.len(), 2);
    for login in ["qianjian", "zhaomin", "luocun"] {
        let other = app.sign_in(login).await?;
        assert!(other.call("sessions_of", user.clone()).await?.is_err());
    }
    let all = json!({"user": tablets[0].id, "session": null});
    assert_eq!(admin.call("end_sessions_of", all).await?, Ok(json!(2)));
    for tablet in &tablets {
        assert!(!holds(tablet).await?);
    }
    let query = json!({"query": {"kind": "end-session"}});
    let line = admin.call("audit_log", query).await?.unwrap()["lines"][0].clone();
    assert_eq!(
        (&line["named"], &line["result"]),
        (&json!("李霞"), &json!("结束 2 个会话"))
    );

    // Expired sessions are not listed.
    let desk = browser(&app, "zhaomin", DESK).await?;
    app.clock.advance(jiff::SignedDuration::from_mins(31));
    let admin = app.sign_in("admin").await?;
    let user = json!({"user": desk.id});
    assert_eq!(
        list(&admin, "sessions_of", user).await?,
        Vec::<Value>::new()
    );
    Ok(())
}
