//! The life of a quarter: what is missing, signatures, closing, what comes late, opening again.

use crate::app::{TestApp, User};
use crate::review::{confirmed, decide};
use crate::tablet::Tablet;
use anyhow::Result;
use domain::quarter::{Broken, Frozen};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

pub(crate) async fn current(app: &TestApp) -> Result<String> {
    let quarters = app.store.quarters().await?;
    Ok(quarters.current().unwrap().quarter.to_string())
}

/// Does something to a quarter; the problem's detail where it is refused.
pub(crate) async fn act(user: &User, quarter: &str, action: Value) -> Result<(StatusCode, String)> {
    let path = format!("/api/v1/quarters/{quarter}/actions");
    let (status, body) = user.post(&path, &action).await?;
    Ok((
        status,
        body["detail"].as_str().unwrap_or_default().to_owned(),
    ))
}

async fn done(user: &User, quarter: &str, action: Value) -> Result<()> {
    let (status, detail) = act(user, quarter, action.clone()).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{action}: {detail}");
    Ok(())
}

async fn page(user: &User, quarter: &str) -> Result<Value> {
    let (status, body) = user.get(&format!("/api/v1/quarters/{quarter}")).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    Ok(body)
}

async fn scores(user: &User, quarter: &str) -> Result<Value> {
    let (status, body) = user
        .get(&format!("/api/v1/quarters/{quarter}/scores"))
        .await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    Ok(body)
}

async fn put(user: &User, quarter: &str, facts: &Value) -> Result<(StatusCode, String)> {
    let answer = user
        .request(Method::PUT, &format!("/api/v1/quarters/{quarter}/facts"))
        .json(&json!({ "facts": facts }))
        .send()
        .await?;
    Ok((answer.status(), answer.text().await?))
}

/// Every fact of every town; the first town has a little more, and so on down the list.
pub(crate) async fn fill(app: &TestApp, user: &User, quarter: &str) -> Result<()> {
    let mut facts = Vec::new();
    for (index, town) in app.store.towns().await?.iter().enumerate() {
        let town = town.id.as_str();
        for row in ["2.3", "3.1", "3.2", "3.3", "3.4", "4.2", "7"] {
            let metric = (90 - index).to_string();
            facts.push(json!({"town": town, "indicator": row, "metric": metric}));
        }
        facts.push(json!({"town": town, "indicator": "1.1", "tier": "standard"}));
        facts.push(json!({"town": town, "indicator": "1.2", "full_coverage": true,
            "benchmark_stations": 1}));
        facts.push(json!({"town": town, "indicator": "2.2", "judgement": "0"}));
        facts.push(json!({"town": town, "indicator": "6", "monthly": ["98", "97.5", "99"]}));
        facts.push(json!({"town": town, "showcase": "90"}));
    }
    let (status, body) = put(user, quarter, &json!(facts)).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    Ok(())
}

fn signed(by: Value) -> Value {
    json!({"sign": {"by": by, "signature": {"name": "张建军", "date": "2026-12-30"}}})
}

/// Every office signs.
pub(crate) async fn sign_offices(user: &User, quarter: &str) -> Result<()> {
    let offices = page(user, quarter).await?["offices"].clone();
    for office in offices.as_array().unwrap() {
        done(user, quarter, signed(json!({ "office": office }))).await?;
    }
    Ok(())
}

/// From 填报中 to closed, with all that belongs to it.
pub(crate) async fn close(app: &TestApp, user: &User, quarter: &str) -> Result<()> {
    fill(app, user, quarter).await?;
    sign_offices(user, quarter).await?;
    done(user, quarter, json!({"advance": {}})).await?;
    done(user, quarter, signed(json!("leader"))).await?;
    done(user, quarter, json!({"advance": {}})).await?;
    done(user, quarter, signed(json!("meeting"))).await?;
    done(user, quarter, json!({"advance": {}})).await
}

#[tokio::test]
async fn each_step_says_what_is_missing() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let go = json!({"advance": {}});
    let (status, detail) = act(&zhaomin, &quarter, go.clone()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(detail.contains("luocun has no fact for showcase"), "{detail}");
    assert!(detail.contains("网络信息科 has not signed"), "{detail}");

    fill(&app, &zhaomin, &quarter).await?;
    sign_offices(&zhaomin, &quarter).await?;
    assert_eq!(page(&zhaomin, &quarter).await?["missing"], json!([]));
    // What an office signed is another by now: it signs again. A penalty concerns the office of
    // its row, and nobody else's signature.
    let record = json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
        "status": "pending"}]);
    assert_eq!(put(&zhaomin, &quarter, &record).await?.0, StatusCode::NO_CONTENT);
    let missing = page(&zhaomin, &quarter).await?["missing"].clone();
    assert_eq!(missing, json!([{"office": "政务服务管理科"}]));
    done(&zhaomin, &quarter, signed(json!({"office": "政务服务管理科"}))).await?;

    // What was confirmed in a visit that the town cannot see bars the way.
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let found = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    decide(&zhaomin, &found, 1, confirmed(), json!({})).await?.unwrap();
    let missing = page(&zhaomin, &quarter).await?["missing"].clone();
    assert_eq!(missing, json!([{"unreleased": 1}]));
    tablet.close(&app, &visit).await?;
    done(&zhaomin, &quarter, go.clone()).await?;
    assert_eq!(page(&zhaomin, &quarter).await?["state"], "first");

    assert_eq!(page(&zhaomin, &quarter).await?["missing"], json!(["leader"]));
    done(&zhaomin, &quarter, signed(json!("leader"))).await?;
    done(&zhaomin, &quarter, go.clone()).await?;
    let waits = tablet.visit(&app, "taihe-center", "announced").await?;
    tablet.find(&app, &waits, "1.3/wheelchair", 1).await?;
    let missing = page(&zhaomin, &quarter).await?["missing"].clone();
    assert_eq!(
        missing,
        json!(["meeting", {"waiting": 1}, {"claim": ["罗村镇", "8.2.2"]}])
    );
    let (status, detail) = act(&zhaomin, &quarter, go).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(detail.contains("1 findings wait for a decision"), "{detail}");

    // Back to the beginning: a reason is asked for, and the leader signs anew.
    let back = |reason: &str| json!({"return": {"to": "open", "reason": reason}});
    assert_eq!(
        act(&zhaomin, &quarter, back(" ")).await?.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    done(&zhaomin, &quarter, back("罗村镇数据有误")).await?;
    let shown = page(&zhaomin, &quarter).await?;
    assert_eq!(shown["state"], "open");
    assert!(!shown["signed"].to_string().contains("leader"));
    assert_eq!(shown["log"][0]["words"], "罗村镇数据有误");
    Ok(())
}

#[tokio::test]
async fn a_closed_quarter_is_what_it_was_closed_with() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let found = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    decide(&zhaomin, &found, 1, confirmed(), json!({})).await?.unwrap();
    tablet.close(&app, &visit).await?;
    close(&app, &zhaomin, &quarter).await?;
    let closed = scores(&zhaomin, &quarter).await?;

    let (status, doc) = zhaomin
        .text(&format!("/api/v1/quarters/{quarter}/frozen"))
        .await?;
    assert_eq!(status, StatusCode::OK);
    let hash = page(&zhaomin, &quarter).await?["sha256"].as_str().unwrap().to_owned();
    let frozen = Frozen::verify(&doc, &hash).unwrap();
    assert_eq!(serde_json::from_str::<Value>(frozen.scores.get())?, closed);
    assert_eq!(frozen.signed.len(), page(&zhaomin, &quarter).await?["offices"].as_array().unwrap().len() + 2);
    // A byte of the case, of the table or of the scores, and it is told; so where somebody hashes
    // anew what was changed.
    let tampered = doc.replacen("\"count\":1", "\"count\":2", 1);
    assert!(matches!(Frozen::verify(&tampered, &hash), Err(Broken::Hash { .. })));
    let anew = |text: &str| Frozen::verify(text, &domain::quarter::sha256(text));
    let other = doc.replacen("\"showcase\":\"90\"", "\"showcase\":\"91\"", 1);
    assert_eq!(anew(&other).unwrap_err(), Broken::Scores);
    let table = doc.replacen("1 项扣 1 分", "1 项扣 2 分", 1);
    assert_ne!(table, doc);
    assert!(matches!(anew(&table), Err(Broken::Table { .. })));
    let mut db = app.database().await?;
    for sql in ["UPDATE frozen SET doc = ''", "DELETE FROM quarter_events"] {
        assert!(sqlx::query(sql).execute(&mut db).await.is_err(), "{sql}");
    }

    // What comes late is kept and listed, and scores nothing.
    let late = tablet.visit(&app, "luocun-center", "announced").await?;
    let after = tablet.find(&app, &late, "1.3/first-aid", 1).await?;
    let refused = decide(&zhaomin, &after, 1, confirmed(), json!({})).await?;
    assert!(refused.is_err(), "it lies in no open quarter");
    assert_eq!(scores(&zhaomin, &quarter).await?, closed);
    let shown = page(&zhaomin, &quarter).await?;
    assert_eq!(shown["late"].as_array().unwrap().len(), 1);
    assert_eq!(shown["late"][0]["finding"], json!(after));
    assert_eq!(shown["late"][0]["new"], true);
    let fact = json!([{"town": "luocun", "showcase": "95"}]);
    assert_eq!(put(&zhaomin, &quarter, &fact).await?.0, StatusCode::NOT_FOUND);

    // Opened again: a reason, the publication is gone, and what came late counts from now on.
    done(&zhaomin, &quarter, json!({"publish": {}})).await?;
    assert_eq!(page(&zhaomin, &quarter).await?["published"], true);
    done(&zhaomin, &quarter, json!({"reopen": {"reason": "漏计罗村镇一项"}})).await?;
    let shown = page(&zhaomin, &quarter).await?;
    assert_eq!(
        (&shown["state"], &shown["published"], &shown["sha256"]),
        (&json!("second"), &json!(false), &Value::Null)
    );
    decide(&zhaomin, &after, 1, confirmed(), json!({})).await?.unwrap();
    assert_ne!(scores(&zhaomin, &quarter).await?, closed);
    Ok(())
}

#[tokio::test]
async fn a_tie_is_ruled_on_among_those_who_are_tied() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    fill(&app, &zhaomin, &quarter).await?;
    // Equal metrics for the fourth and the fifth.
    let towns = app.store.towns().await?;
    let mut facts = Vec::new();
    for row in ["2.3", "3.1", "3.2", "3.3", "3.4", "4.2", "7"] {
        facts.push(json!({"town": towns[4].id, "indicator": row, "metric": "87"}));
    }
    put(&zhaomin, &quarter, &json!(facts)).await?;
    let ties = page(&zhaomin, &quarter).await?["ties"].clone();
    assert_eq!(ties.as_array().unwrap().len(), 1, "{ties}");
    assert_eq!((&ties[0]["flag"], &ties[0]["places"]), (&json!(false), &json!(1)));
    let mut tied = vec![towns[3].id.as_str(), towns[4].id.as_str()];
    tied.sort_unstable();
    let rule = |chosen: Value| {
        json!({"rule": {"for": "good", "tied": tied, "chosen": chosen, "reason": "主任办公会研究"}})
    };
    for wrong in [json!([]), json!([towns[0].id]), json!(tied)] {
        let (status, _) = act(&zhaomin, &quarter, rule(wrong.clone())).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    done(&zhaomin, &quarter, rule(json!([towns[4].id]))).await?;
    assert_eq!(page(&zhaomin, &quarter).await?["ties"], json!([]));
    let sheet = zhaomin.call("scores", json!({"quarter": null})).await?.unwrap();
    let good: Vec<_> = sheet["towns"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|town| town["good"] == true)
        .map(|town| town["town"].as_str().unwrap())
        .collect();
    assert_eq!(good.len(), 4);
    assert!(good.contains(&towns[4].id.as_str()) && !good.contains(&towns[3].id.as_str()));
    assert_eq!(sheet["undecided"], json!([]));
    Ok(())
}

#[tokio::test]
async fn another_quarter_keeps_its_own_table_and_only_supervisors_act() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    for login in ["luocun", "lixia", "admin"] {
        let user = app.sign_in(login).await?;
        let (status, _) = act(&user, &quarter, json!({"publish": {}})).await?;
        assert_eq!(status, StatusCode::FORBIDDEN, "{login}");
        for path in ["", "/frozen"] {
            let path = format!("/api/v1/quarters/{quarter}{path}");
            assert_eq!(user.get(&path).await?.0, StatusCode::FORBIDDEN, "{login}");
        }
        let read = user.call("quarter", json!({"quarter": null})).await?;
        assert!(read.is_err(), "{login}");
        let acted = user
            .call("quarter_act", json!({"quarter": quarter, "action": {"publish": {}}}))
            .await?;
        assert!(acted.is_err(), "{login}");
    }
    done(&zhaomin, &quarter, json!({"open": {"quarter": "2031Q1"}})).await?;
    let (status, _) = act(&zhaomin, &quarter, json!({"open": {"quarter": "2031Q1"}})).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let quarters = app.store.quarters().await?;
    assert_eq!(quarters.0.len(), 2);
    assert_eq!(quarters.0[0].table.sha256, quarters.0[1].table.sha256);
    for (wrong, status) in [
        (json!({"advance": 1}), StatusCode::BAD_REQUEST),
        (json!({"destroy": {}}), StatusCode::BAD_REQUEST),
        (json!({"publish": {}}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"reopen": {"reason": "x"}}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({"sign": {"by": "leader", "signature": {"name": "张", "date": "昨天"}}}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        assert_eq!(act(&zhaomin, &quarter, wrong.clone()).await?.0, status, "{wrong}");
    }
    assert_eq!(
        act(&zhaomin, "1999Q1", json!({"publish": {}})).await?.0,
        StatusCode::NOT_FOUND
    );
    Ok(())
}
