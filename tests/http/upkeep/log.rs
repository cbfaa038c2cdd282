//! 审计日志: filtered by who and what, exported to a file, and verified.

use super::page;
use crate::help::app::{TestApp, User};
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::store::database;
use tests::stores;

async fn log(user: &User, query: Value) -> Result<Vec<Value>> {
    let said = user.call("audit_log", json!({ "query": query })).await?;
    let said = said.unwrap_or_else(|error| panic!("{error}"));
    Ok(said["lines"].as_array().cloned().unwrap_or_default())
}

fn all<'l>(lines: &'l [Value], key: &str) -> Vec<&'l str> {
    let texts = lines.iter().map(|it| it[key].as_str().unwrap_or_default());
    texts.collect()
}

async fn file(user: &User, query: &str) -> Result<(StatusCode, String)> {
    let path = format!("/api/v1/audit.csv{query}");
    let answer = user.request(Method::GET, &path).send().await?;
    Ok((answer.status(), answer.text().await?))
}

#[tokio::test]
async fn entries_are_found_by_whom_by_what_and_when() -> Result<()> {
    let app = TestApp::start().await?;
    app.sign_in("lixia").await?;
    let wrong = app.anyone();
    wrong.open_session("lixia", "not-the-Password-1").await?;
    wrong.open_session("Secret-2026", "whatever").await?;
    let admin = app.sign_in("admin").await?;
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("copy");
    server::serve::backup::back_up(&app.storage().await?, &copy, app.clock.clone()).await?;

    let lines = log(&admin, json!({})).await?;
    let numbers: Vec<_> = lines.iter().map(|it| it["number"].as_i64()).collect();
    assert!(numbers.is_sorted_by(|a, b| a > b), "{numbers:?}");
    assert_eq!(
        (&lines[0]["kind"], &lines[0]["by"]),
        (&json!("backup"), &json!("command line"))
    );

    for who in ["李霞", "lixia", "lx"] {
        let lines = log(&admin, json!({"who": who, "kind": "sign-in"})).await?;
        assert_eq!(all(&lines, "login"), ["lixia"; 2], "{who}");
        let results = all(&lines, "result");
        assert!(results[0].starts_with("密码错误"), "{results:?}");
    }
    assert_eq!(
        log(&admin, json!({"who": "li", "kind": "backup"})).await?,
        Vec::<Value>::new()
    );
    let lines = log(&admin, json!({"who": "命令行"})).await?;
    assert_eq!(all(&lines, "kind"), ["backup"]);
    let lines = log(&admin, json!({"text": "no such account"})).await?;
    // Text typed as a login may be a password, so it is cut.
    assert_eq!(all(&lines, "by"), ["Se…"]);
    for none in ["100%", "no_such", "\\"] {
        assert_eq!(
            log(&admin, json!({ "text": none })).await?,
            Vec::<Value>::new()
        );
    }

    let today = app.clock.moment().date_at(8 * 3600).to_string();
    let found = log(
        &admin,
        json!({"from": today, "to": today, "kind": "backup"}),
    )
    .await?;
    assert_eq!(found.len(), 1);
    for query in [json!({"from": "2099-01-01"}), json!({"to": "2020-01-01"})] {
        assert_eq!(log(&admin, query).await?, Vec::<Value>::new());
    }
    let said = admin
        .call("audit_log", json!({"query": {"to": "2026-13-01"}}))
        .await?;
    assert_eq!(
        said,
        Err(json!({"kind": "invalid", "field": "to", "problem": "day"}))
    );
    let text = page(&admin, "/manage/audit?kind=backup").await?;
    assert!(text.contains("服务器命令行"), "{text}");
    let text = page(&admin, "/manage/audit?from=yesterday").await?;
    assert!(text.contains("日期写作"), "{text}");
    Ok(())
}

#[tokio::test]
async fn what_is_filtered_comes_as_a_file_without_formulas_or_secrets() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    for name in ["district", "=1+1"] {
        app.store.note("admin", "rescue", name, "@SUM(A1)").await?;
    }
    let (status, text) = file(&admin, "?kind=rescue").await?;
    assert_eq!(status, StatusCode::OK);
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "序号,时间,操作人,登录名,操作,对象,结果,校验值");
    assert_eq!(lines.len(), 3, "{text}");
    assert!(
        lines[1].contains(",导入应急文件,'=1+1,'@SUM(A1),"),
        "{text}"
    );

    let (_, whole) = file(&admin, "").await?;
    let entries = log(&admin, json!({})).await?.len();
    assert_eq!(whole.lines().count(), entries + 1);
    let token = admin.token.clone().unwrap_or_default();
    let hash = server::accounts::token::hash(&token);
    for secret in ["argon2", server::demo::PASSWORD, &token, &hash] {
        assert!(!whole.contains(secret), "{secret}");
    }
    let (status, text) = file(&admin, "?from=x").await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    assert!(text.contains("from"), "{text}");
    let supervisor = app.sign_in("zhaomin").await?;
    assert_eq!(file(&supervisor, "").await?.0, StatusCode::FORBIDDEN);
    Ok(())
}

#[tokio::test]
async fn the_chain_is_verified_and_its_head_is_shown() -> Result<()> {
    let app = TestApp::start().await?;
    let auditor = app.sign_in("qianjian").await?;
    let said = auditor.call("audit_log", json!({"query": {}})).await?;
    let head = said.unwrap()["head"].clone();
    let verdict = auditor.call("verify_audit", json!({})).await?.unwrap();
    assert_eq!(
        verdict,
        json!({"is": "right", "entries": head[0], "last": head[1]})
    );
    assert!(
        page(&auditor, "/manage/audit")
            .await?
            .contains(head[1].as_str().unwrap())
    );

    let mut db = app.database().await?;
    stores::unlock(&mut db, "audit").await?;
    let change = "UPDATE audit SET result = 'nothing' WHERE number = 3";
    database::query(change).execute(&mut db).await?;
    db.close().await;
    let verdict = auditor.call("verify_audit", json!({})).await?.unwrap();
    assert_eq!(
        verdict,
        json!({"is": "wrong", "number": 3, "after": 2, "missing": false})
    );
    Ok(())
}

/// Every code that the server writes has its words on the page.
#[test]
fn every_kind_has_its_words() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/store/sql");
    let mut kinds = std::collections::BTreeSet::from(["rescue".to_owned()]);
    let mut places = vec![folder];
    while let Some(place) = places.pop() {
        if place.is_dir() {
            let inside = std::fs::read_dir(place).unwrap();
            places.extend(inside.map(|it| it.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(place).unwrap();
        for line in text.lines() {
            let Some((_, after)) = line.split_once("kind: \"") else {
                continue;
            };
            kinds.extend(after.split('"').next().map(str::to_owned));
        }
    }
    assert!(kinds.len() > 12, "{kinds:?}");
    for kind in kinds {
        let known = app::pages::manage::audit::words::KINDS;
        assert!(known.contains(&kind.as_str()), "{kind} has no words");
    }
}
