//! Who comes in: many tries at once, the same answers for every name, and what an answer may say.

use crate::app::{Setting, TestApp, User, json_of};
use anyhow::{Context, Result};
use futures::future::join_all;
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::demo::PASSWORD;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tests::eventually;

const WRONG: &str = "Wrong-2026";

/// Behind a proxy, so that everybody can come from an address of their own.
async fn behind_a_proxy() -> Result<TestApp> {
    let setting = Setting {
        behind_proxy: true,
        ..Setting::default()
    };
    TestApp::start_as(setting).await
}

fn address(n: usize) -> String {
    format!("10.{}.{}.{}", n / 65_536, n / 256 % 256, n % 256)
}

/// Tries to sign in by the API; status, kind, words and seconds to wait.
async fn tries(
    user: &User,
    from: &str,
    login: &str,
    password: &str,
) -> Result<(u16, String, String, String)> {
    let request = user.http.post(user.url("/api/v1/session"));
    let answer = request
        .header("x-forwarded-for", from)
        .json(&json!({"login": login, "password": password}))
        .send()
        .await?;
    let wait = answer.headers().get("retry-after");
    let wait = wait
        .map(|it| it.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let (status, body) = json_of(answer).await?;
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    Ok((status.as_u16(), text("type"), text("detail"), wait))
}

async fn failures(app: &TestApp, login: &str) -> Result<Option<(i64, bool)>> {
    let mut db = app.database().await?;
    let row: Option<(i64, bool)> =
        sqlx::query_as("SELECT failures, locked_until IS NOT NULL FROM tries WHERE login = ?")
            .bind(login)
            .fetch_optional(&mut db)
            .await?;
    Ok(row)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_at_once_none_gets_in_after_the_limit_and_others_do() -> Result<()> {
    let app = behind_a_proxy().await?;
    let user = app.anyone();
    // Five guesses are under way: none of them has been answered when the others come.
    let guesses = (0..5).map(|n| {
        let user = user.clone();
        async move { tries(&user, &address(n), "lixia", WRONG).await }
    });
    let guesses = tokio::spawn(join_all(guesses));
    eventually(
        "five tries are counted",
        Duration::from_secs(20),
        async || Ok((failures(&app, "lixia").await? == Some((5, true))).then_some(())),
    )
    .await?;
    let flood = (5..1000).map(|n| {
        let user = user.clone();
        let password = if n % 2 == 0 { PASSWORD } else { WRONG };
        async move { tries(&user, &address(n), "lixia", password).await }
    });
    let began = Instant::now();
    let flood = tokio::spawn(join_all(flood));
    let mut honest = Vec::new();
    for login in ["zhaomin", "wangqiang", "luocun"] {
        let began = Instant::now();
        let (status, ..) = tries(&user, "192.0.2.7", login, PASSWORD).await?;
        assert_eq!(status, 201, "{login}");
        honest.push(began.elapsed());
    }
    let flood = flood.await?;
    println!(
        "995 tries in {:?}, honest ones in {honest:?}",
        began.elapsed()
    );
    for answer in flood {
        let (status, kind, _, wait) = answer?;
        assert_eq!((status, kind.as_str()), (429, "/problems/locked"));
        assert_eq!(wait, "600");
    }
    for answer in guesses.await? {
        assert!(matches!(answer?.0, 401 | 429));
    }
    assert!(
        honest.iter().all(|it| *it < Duration::from_secs(2)),
        "{honest:?}"
    );
    // Ten minutes after, the right password is right.
    app.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(tries(&user, "192.0.2.7", "lixia", PASSWORD).await?.0, 201);
    Ok(())
}

#[tokio::test]
async fn names_are_not_told_apart_however_many_come_at_once() -> Result<()> {
    let app = behind_a_proxy().await?;
    let user = app.anyone();
    let mut told = Vec::new();
    for (round, login) in ["lixia", "nobody", "zhaomin", "no one"]
        .into_iter()
        .enumerate()
    {
        let all = (0..40).map(|n| {
            let from = address(round * 100 + n);
            let user = user.clone();
            async move { tries(&user, &from, login, WRONG).await }
        });
        let mut counts = BTreeMap::new();
        for answer in join_all(all).await {
            *counts.entry(answer?).or_insert(0) += 1;
        }
        told.push(counts);
    }
    for other in &told {
        assert_eq!(*other, told[0]);
    }
    let counts: Vec<_> = told[0].iter().map(|(answer, n)| (answer.0, *n)).collect();
    assert_eq!(counts, [(401, 4), (429, 36)]);
    // A lock holds whoever comes, and after it all begin anew.
    for login in ["lixia", "nobody"] {
        assert_eq!(tries(&user, "192.0.2.7", login, PASSWORD).await?.0, 429);
    }
    app.clock.advance(SignedDuration::from_mins(10));
    for login in ["lixia", "nobody"] {
        for _ in 0..4 {
            assert_eq!(tries(&user, "192.0.2.7", login, WRONG).await?.0, 401);
        }
    }
    assert_eq!(tries(&user, "192.0.2.7", "lixia", PASSWORD).await?.0, 201);
    Ok(())
}

#[tokio::test]
async fn a_name_that_does_not_exist_takes_as_long() -> Result<()> {
    let app = behind_a_proxy().await?;
    let user = app.anyone();
    let mut times: [Vec<Duration>; 2] = Default::default();
    // One after the other and in turns, so that what else the machine does falls on both.
    for n in 0..20 {
        let logins = ["lixia", "zhaomin", "wangqiang", "luocun", "admin"];
        let exists = logins.get(n / 4).context("no name")?;
        for (times, login) in times
            .iter_mut()
            .zip([(*exists).to_owned(), format!("no{}", n / 4)])
        {
            let began = Instant::now();
            assert_eq!(tries(&user, &address(n), &login, WRONG).await?.0, 401);
            times.push(began.elapsed());
        }
    }
    let [exists, nobody] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    println!("a wrong password {exists:?}, no such name {nobody:?}");
    assert!(
        nobody > exists / 2 && nobody < exists * 2,
        "{exists:?}, {nobody:?}"
    );
    Ok(())
}

#[tokio::test]
async fn who_would_wait_long_is_sent_away_and_nothing_is_counted() -> Result<()> {
    let app = behind_a_proxy().await?;
    let user = app.anyone();
    let all = (0..200).map(|n| {
        let user = user.clone();
        async move { tries(&user, &address(n), &format!("name{n}"), WRONG).await }
    });
    let mut looked_at = 0;
    for answer in join_all(all).await {
        match answer? {
            (401, ..) => looked_at += 1,
            (status, kind, _, wait) => {
                assert_eq!((status, kind.as_str()), (429, "/problems/throttled"));
                assert_eq!(wait, "2");
            }
        }
    }
    assert!((32..200).contains(&looked_at), "{looked_at}");
    let mut db = app.database().await?;
    let counted: i64 = sqlx::query_scalar("SELECT sum(failures) FROM tries")
        .fetch_one(&mut db)
        .await?;
    assert_eq!(counted, looked_at);
    Ok(())
}

#[tokio::test]
async fn one_address_is_one_whatever_names_it_tries_at_once() -> Result<()> {
    let app = behind_a_proxy().await?;
    let user = app.anyone();
    let all = (0..100).map(|n| {
        let user = user.clone();
        let from = format!("2001:db8:0:7::{n:x}");
        async move { tries(&user, &from, &format!("name{n}"), WRONG).await }
    });
    let answers: Vec<_> = join_all(all).await.into_iter().collect::<Result<_>>()?;
    let looked_at = answers.iter().filter(|it| it.0 == 401).count();
    assert!(looked_at <= 30, "{looked_at}");
    let more = tries(&user, "2001:db8:0:8::1", "zhaomin", PASSWORD).await?;
    assert_eq!(more.0, 201, "the network beside it");
    Ok(())
}

#[tokio::test]
async fn both_doors_count_together() -> Result<()> {
    let app = TestApp::start().await?;
    let user = app.anyone();
    let page = async |password: &str| {
        let request = user.http.post(user.url("/api/page/sign_in"));
        let body = json!({"login": "lixia", "password": password});
        let answer = request.json(&body).send().await?;
        let (status, wait) = (
            answer.status().as_u16(),
            answer.headers().get("retry-after").cloned(),
        );
        anyhow::Ok((status, wait, answer.json::<Value>().await?))
    };
    for _ in 0..3 {
        assert_eq!(user.open_session("lixia", WRONG).await?.status(), 401);
    }
    let (status, wait, body) = page(WRONG).await?;
    assert_eq!((status, wait), (401, None));
    assert_eq!(body, json!({"kind": "wrong-password"}));
    let (status, wait, body) = page(WRONG).await?;
    assert_eq!(
        (status, wait.context("no time to wait")?.to_str()?),
        (429, "600")
    );
    assert_eq!(body, json!({"kind": "locked", "minutes": 10}));
    assert_eq!(user.open_session("lixia", PASSWORD).await?.status(), 429);
    assert_eq!(page(PASSWORD).await?.0, 429);
    // An old password that is tried in a session counts as well, and none does that is refused for
    // the new one.
    let zhaomin = app.sign_in("zhaomin").await?;
    let change = async |old: &str, new: &str| {
        zhaomin
            .call("change_password", json!({"old": old, "new": new}))
            .await
    };
    for _ in 0..9 {
        let refused = change(PASSWORD, "Zhaomin-2026").await?.unwrap_err();
        assert_eq!(refused["problem"], "contains-login");
    }
    for kind in ["wrong-password"; 4].into_iter().chain(["locked"; 2]) {
        assert_eq!(
            change(WRONG, "Other-2026").await?.unwrap_err()["kind"],
            kind
        );
    }
    assert_eq!(
        change(PASSWORD, "Other-2026").await?.unwrap_err()["kind"],
        "locked"
    );
    Ok(())
}

async fn status(user: &User, function: &str, body: Value) -> Result<(u16, Value)> {
    let request = user.http.post(user.url(&format!("/api/page/{function}")));
    let cookie = format!("xuncha={}", user.token.as_deref().unwrap_or_default());
    let request = request
        .header("cookie", cookie)
        .header("origin", &user.base);
    let answer = request.json(&body).send().await?;
    assert_eq!(answer.headers()["cache-control"], "no-store", "{function}");
    Ok((answer.status().as_u16(), answer.json().await?))
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
    // What is no function is not there, and nothing of the program is told.
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
    let proxied = behind_a_proxy().await?;
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
    // A token beside the cookie opens no page's function to others.
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
    // Another scheme is none of ours: the cookie it comes with still has to be a page's.
    let request = user.http.post(user.url("/api/v1/sync/push")).body("{}");
    let request = request.header("authorization", "Basic eHg6eXk=");
    let answer = request
        .header("cookie", format!("xuncha={token}"))
        .send()
        .await?;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    Ok(())
}
