//! Facts and scores of a quarter.

use crate::help::app::{TestApp, User};
use crate::help::deciding::{confirmed, decide};
use crate::help::tablet::Tablet;
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::store::database;

async fn quarter(app: &TestApp) -> Result<String> {
    Ok(app
        .store
        .quarters()
        .await?
        .current()
        .unwrap()
        .quarter
        .to_string())
}

async fn put(user: &User, quarter: &str, facts: &Value) -> Result<(StatusCode, String)> {
    let answer = user
        .request(Method::PUT, &format!("/api/v1/quarters/{quarter}/facts"))
        .json(&json!({ "facts": facts }))
        .send()
        .await?;
    let status = answer.status();
    let text = answer.text().await?;
    let problem: Value = serde_json::from_str(&text).unwrap_or_default();
    Ok((
        status,
        problem["detail"].as_str().unwrap_or_default().to_owned(),
    ))
}

async fn get(user: &User, quarter: &str, what: &str) -> Result<Value> {
    let (status, body) = user
        .get(&format!("/api/v1/quarters/{quarter}/{what}"))
        .await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    Ok(body)
}

fn town<'s>(scores: &'s Value, id: &str) -> &'s Value {
    let towns = scores["towns"].as_array().unwrap();
    towns.iter().find(|town| town["id"] == id).unwrap()
}

#[tokio::test]
async fn what_was_found_and_entered_becomes_the_scores() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let found = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    decide(&zhaomin, &found, 1, confirmed(), json!({}))
        .await?
        .unwrap();

    let scores = get(&zhaomin, &quarter, "scores").await?;
    assert_eq!(scores["towns"].as_array().unwrap().len(), 13);
    let luocun = town(&scores, "luocun");
    assert_eq!(luocun["complete"], false);
    assert_eq!(
        luocun["base"], "30",
        "five rows by deductions and 2.2, less the wheelchair"
    );
    assert_eq!(luocun["provisional"]["base"], "28");

    let facts = json!([
        {"town": "luocun", "indicator": "1.1", "tier": "standard"},
        {"town": "luocun", "indicator": "2.3", "metric": "87.5"},
        {"town": "taihe", "indicator": "2.3", "metric": "90"},
        {"town": "luocun", "indicator": "8.1.1", "id": "c1", "matter": "m", "level": "city", "status": "confirmed"},
        {"town": "luocun", "showcase": "91.5"},
        {"town": "luocun", "waive": "3.2", "points": "2", "reason": "系统停用"},
    ]);
    assert_eq!(
        put(&zhaomin, &quarter, &facts).await?.0,
        StatusCode::NO_CONTENT
    );
    let scores = get(&zhaomin, &quarter, "scores").await?;
    let luocun = town(&scores, "luocun");
    // 30 from rows of findings, 6 for the tier, 7.5 for second place, 2 by a waiver.
    assert_eq!(luocun["base"], "45.5");
    assert_eq!(
        (&luocun["bonus"], &luocun["final"]),
        (&json!("2"), &json!("60.7"))
    );
    assert_eq!(luocun["place"], 1);
    assert_eq!(town(&scores, "taihe")["indicators"][5]["points"], "8");

    // A correction replaces the value; the old value stays in the history.
    let better = json!([{"town": "luocun", "indicator": "1.1", "tier": "benchmark"}]);
    assert_eq!(
        put(&zhaomin, &quarter, &better).await?.0,
        StatusCode::NO_CONTENT
    );
    let scores = get(&zhaomin, &quarter, "scores").await?;
    assert_eq!(town(&scores, "luocun")["base"], "49.5");
    let stands = get(&zhaomin, &quarter, "facts").await?;
    assert_eq!(stands["facts"].as_array().unwrap().len(), 6);
    let mut db = app.database().await?;
    let kept: i64 = database::scalar("SELECT count(*) FROM facts")
        .fetch_one(&mut db)
        .await?;
    assert_eq!(kept, 7);
    assert!(
        database::query("DELETE FROM facts")
            .execute(&mut db)
            .await
            .is_err()
    );
    Ok(())
}

#[tokio::test]
async fn facts_and_scores_are_for_supervisors() -> Result<()> {
    let app = TestApp::start().await?;
    let quarter = quarter(&app).await?;
    for login in ["luocun", "lixia", "admin"] {
        let user = app.sign_in(login).await?;
        for what in ["scores", "facts"] {
            let path = format!("/api/v1/quarters/{quarter}/{what}");
            assert_eq!(
                user.get(&path).await?.0,
                StatusCode::FORBIDDEN,
                "{login} {what}"
            );
        }
        let own = json!([{"town": "luocun", "showcase": "100"}]);
        assert_eq!(
            put(&user, &quarter, &own).await?.0,
            StatusCode::FORBIDDEN,
            "{login}"
        );
    }
    let nobody = put(&app.anyone(), &quarter, &json!([])).await?.0;
    assert_eq!(nobody, StatusCode::UNAUTHORIZED);
    let zhaomin = app.sign_in("zhaomin").await?;
    for (wrong, status) in [
        ("1999Q1", StatusCode::NOT_FOUND),
        ("x", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(put(&zhaomin, wrong, &json!([])).await?.0, status, "{wrong}");
    }
    Ok(())
}
