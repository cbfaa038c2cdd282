//! Signing in: many tries at once, and the same answers for every name.

use crate::help::app::{Setting, TestApp, User, json_of};
use anyhow::{Context, Result};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;
use server::demo::PASSWORD;
use server::store::database;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tests::eventually;

const WRONG: &str = "Wrong-2026";

/// Behind a proxy, so that each request can have its own client address.
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

/// Tries to sign in by the API; returns status, type, words and seconds to wait.
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
    let row = database::query(
        "SELECT failures, locked_until IS NOT NULL AS locked FROM tries WHERE login = $1",
    )
    .bind(login)
    .fetch_optional(&mut db)
    .await?;
    let pair = |row: database::Row| Ok((row.get("failures")?, row.get("locked")?));
    row.map(pair).transpose()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_at_once_none_gets_in_after_the_limit_and_others_do() -> Result<()> {
    let app = behind_a_proxy().await?;
    let user = app.anyone();
    // Five guesses are under way, none of them answered, when the others arrive.
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
    // After ten minutes the right password works again.
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
    // The lock holds for every address; once it ends, the count starts again at zero.
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
    // One at a time and in turns, so that other load on the machine affects both alike.
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
    let counted: i64 = database::scalar("SELECT CAST(sum(failures) AS BIGINT) FROM tries")
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
        let request = user.http.post(user.url("/sign-in"));
        let body = [("login", "lixia"), ("password", password)];
        let answer = request.form(&body).send().await?;
        let (status, wait) = (
            answer.status().as_u16(),
            answer.headers().get("retry-after").cloned(),
        );
        anyhow::Ok((status, wait, answer.text().await?))
    };
    for _ in 0..3 {
        assert_eq!(user.open_session("lixia", WRONG).await?.status(), 401);
    }
    let (status, wait, body) = page(WRONG).await?;
    assert_eq!((status, wait), (401, None));
    assert!(body.contains("登录名或密码不正确"), "{body}");
    assert!(body.contains("value=\"lixia\""), "what was typed stays");
    assert!(!body.contains(WRONG), "but the password");
    let (status, wait, body) = page(WRONG).await?;
    assert_eq!(
        (status, wait.context("no time to wait")?.to_str()?),
        (429, "600")
    );
    assert!(body.contains("10 分钟"), "{body}");
    assert_eq!(user.open_session("lixia", PASSWORD).await?.status(), 429);
    assert_eq!(page(PASSWORD).await?.0, 429);
    // A wrong old password in a session counts as a try. A refusal of the new password does not.
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
