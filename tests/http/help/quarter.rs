//! Helpers for tests of a quarter: entering facts, signing, acting, closing, and reading the
//! result.

use crate::help::app::{TestApp, User};
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::quarter::life::differences;
use server::store::NewSign;

pub(crate) async fn current(app: &TestApp) -> Result<String> {
    let quarters = app.store.quarters().await?;
    Ok(quarters.current().unwrap().quarter.to_string())
}

pub(crate) async fn put(user: &User, quarter: &str, facts: &Value) -> Result<(StatusCode, String)> {
    let answer = user
        .request(Method::PUT, &format!("/api/v1/quarters/{quarter}/facts"))
        .json(&json!({ "facts": facts }))
        .send()
        .await?;
    Ok((answer.status(), answer.text().await?))
}

/// Enters facts, which must be accepted.
pub(crate) async fn taken(user: &User, quarter: &str, facts: Value) -> Result<()> {
    let (status, text) = put(user, quarter, &facts).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
    Ok(())
}

pub(crate) async fn scores(user: &User, quarter: &str) -> Result<Value> {
    let (status, body) = user
        .get(&format!("/api/v1/quarters/{quarter}/scores"))
        .await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    Ok(body)
}

/// Enters every office's facts for every town, with different metrics and showcase for each town.
pub(crate) async fn enter_all(app: &TestApp, user: &User, quarter: &str) -> Result<()> {
    let mut facts = Vec::new();
    for (index, town) in app.store.towns().await?.into_iter().enumerate() {
        let id = town.id.to_string();
        facts.push(json!({"town": id, "indicator": "1.1", "tier": "standard"}));
        facts.push(
            json!({"town": id, "indicator": "1.2", "full_coverage": true, "benchmark_stations": 1}),
        );
        for row in ["2.3", "3.1", "3.2", "3.3", "3.4", "4.2", "7"] {
            facts.push(json!({"town": id, "indicator": row, "metric": (90 - index).to_string()}));
        }
        facts.push(json!({"town": id, "indicator": "6", "monthly": ["98", "97", "99"]}));
        facts.push(json!({"town": id, "showcase": (95 - index).to_string()}));
    }
    let (status, text) = put(user, quarter, &json!(facts)).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
    Ok(())
}

/// Signs every row that takes facts.
pub(crate) async fn sign_rows(app: &TestApp, quarter: &str) -> Result<()> {
    let by = app.account("zhaomin").await?.person.id;
    for indicator in [
        "1.1", "1.2", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "4.2", "6", "7", "8.1.1", "8.1.2",
        "8.1.3", "8.2.1", "8.2.2",
    ] {
        let sign = NewSign {
            quarter: quarter.to_owned(),
            indicator: indicator.to_owned(),
            seen: app.store.row_head(quarter, indicator).await?,
            by,
            at: app.clock.moment(),
            instead: None,
        };
        assert!(app.store.sign_row(sign).await?, "{indicator}");
    }
    Ok(())
}

/// Enters everything and signs every row.
pub(crate) async fn ready(app: &TestApp, user: &User, quarter: &str) -> Result<()> {
    enter_all(app, user, quarter).await?;
    sign_rows(app, quarter).await
}

pub(crate) async fn act(user: &User, quarter: &str, act: Value) -> Result<Result<Value, Value>> {
    let body = json!({"quarter": quarter, "act": act});
    user.call("quarter_act", body).await
}

pub(crate) async fn done(user: &User, quarter: &str, what: Value) -> Result<()> {
    let answer = act(user, quarter, what.clone()).await?;
    assert!(answer.is_ok(), "{what}: {answer:?}");
    Ok(())
}

pub(crate) async fn refused(user: &User, quarter: &str, what: Value) -> Result<String> {
    let answer = act(user, quarter, what.clone()).await?;
    let problem = answer.expect_err(&what.to_string());
    Ok(problem["problem"].as_str().unwrap_or_default().to_owned())
}

pub(crate) async fn page(user: &User, quarter: &str) -> Result<Value> {
    let body = json!({"quarter": quarter});
    Ok(user.call("quarter", body).await?.unwrap())
}

/// The codes of what is missing, each once.
pub(crate) async fn missing(user: &User, quarter: &str) -> Result<Vec<String>> {
    let page = page(user, quarter).await?;
    let lines = page["missing"].as_array().unwrap();
    let mut codes: Vec<String> = lines
        .iter()
        .map(|line| line["code"].as_str().unwrap().to_owned())
        .collect();
    codes.dedup();
    Ok(codes)
}

pub(crate) fn sign() -> Value {
    json!({"act": "sign", "name": "孙立", "date": "2026-12-28", "remark": ""})
}

pub(crate) fn meet() -> Value {
    json!({"act": "meet", "date": "2026-12-30", "minutes": "〔2026〕12号"})
}

pub(crate) fn plain(act: &str) -> Value {
    json!({ "act": act })
}

/// The quarter is not over yet, so closing it needs a reason.
pub(crate) fn closing() -> Value {
    json!({"act": "close", "early": "年度考核提前部署"})
}

pub(crate) fn because(act: &str) -> Value {
    json!({"act": act, "reason": "漏报一项"})
}

/// From 填报中 to 已关账; all facts must have been entered.
pub(crate) async fn close(user: &User, quarter: &str) -> Result<()> {
    for step in [plain("first"), sign(), plain("second"), meet(), closing()] {
        done(user, quarter, step).await?;
    }
    Ok(())
}

pub(crate) async fn verified(app: &TestApp, quarter: &str) -> Result<Vec<String>> {
    let book = app.store.book(quarter.parse()?).await?.unwrap();
    let log = app.store.quarter_log(quarter.parse()?).await?;
    Ok(differences(&book, &log))
}
