//! 检查: the visits of a quarter as lists, one whole as its sheet, and 公开 of many.

use crate::app::{TestApp, User};
use crate::tablet::{Tablet, picture};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

async fn listed(user: &User, more: Value) -> Result<Value> {
    let mut query = json!({"quarter": null, "town": null, "state": null, "form": null,
        "hidden": false, "text": "", "page": 1});
    for (key, value) in more.as_object().context("no object")? {
        query[key] = value.clone();
    }
    Ok(user.call("visits", json!({"query": query})).await?.unwrap())
}

fn sites(page: &Value) -> Vec<String> {
    let lines = page["lines"].as_array().cloned().unwrap_or_default();
    let site = |it: &Value| it["site"].as_str().unwrap_or_default().to_owned();
    lines.iter().map(site).collect()
}

#[tokio::test]
async fn every_visit_is_listed_where_it_stands() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let open = tablet.visit(&app, "taihe-center", "announced").await?;
    let done = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &done, "1.3/wheelchair", 1).await?;
    tablet.attach(&app, &done, &finding, &picture()).await?;
    tablet.close(&app, &done).await?;
    let shut = tablet.visit(&app, "luocun-daowo", "announced").await?;
    let op = tablet.op(
        &app,
        json!({"close_visit": {"visit": shut,
        "outcome": {"is": "not-inspected", "reason": "大门锁闭"}}}),
    );
    tablet.apply(&app, &[op]).await?;
    let void = tablet.visit(&app, "hongshan-center", "announced").await?;
    let op = tablet.op(
        &app,
        json!({"void_visit": {"visit": void, "reason": "误操作"}}),
    );
    tablet.apply(&app, &[op]).await?;
    let hidden = tablet.visit(&app, "kunlun-center", "unannounced").await?;
    tablet.close(&app, &hidden).await?;

    let all = listed(&zhaomin, json!({})).await?;
    assert_eq!(all["total"], 5, "{all}");
    for (state, name) in [
        ("open", "太河镇便民服务中心"),
        ("not-inspected", "罗村镇道沃村便民服务站"),
        ("void", "洪山镇便民服务中心"),
    ] {
        let some = listed(&zhaomin, json!({"state": state})).await?;
        assert_eq!(sites(&some), [name], "{state}");
    }
    assert_eq!(
        listed(&zhaomin, json!({"state": "handed-in"})).await?["total"],
        2
    );
    assert_eq!(
        listed(&zhaomin, json!({"town": "luocun"})).await?["total"],
        2
    );
    for text in ["道沃", "daowo", "lczdwc"] {
        let some = listed(&zhaomin, json!({ "text": text })).await?;
        assert_eq!(some["total"], 1, "{text}");
    }
    assert_eq!(listed(&zhaomin, json!({"text": "%"})).await?["total"], 0);
    assert_eq!(
        listed(&zhaomin, json!({"quarter": "2020Q1"})).await?["total"],
        0
    );
    let found = listed(&zhaomin, json!({"text": "罗村镇便民"})).await?;
    assert_eq!(
        (
            &found["lines"][0]["findings"],
            &found["lines"][0]["waiting"],
            &found["lines"][0]["inspectors"][0]
        ),
        (&json!(1), &json!(1), &json!("李霞"))
    );

    let sheet = async |visit: &str| -> Result<Value> {
        let shown = zhaomin.call("visit_sheet", json!({"visit": visit})).await?;
        Ok(shown.unwrap())
    };
    let paper = sheet(&done).await?;
    assert_eq!(
        (&paper["town"], &paper["state"]),
        (&json!("罗村镇"), &json!("handed-in"))
    );
    let rows = paper["rows"].as_array().context("no rows")?;
    let row = rows
        .iter()
        .find(|it| it["answer"] == "issue")
        .context("no issue")?;
    assert_eq!(row["photos"], json!([1]), "{row}");
    assert_eq!(paper["photos"].as_array().map(Vec::len), Some(1));
    ensure!(paper["unchecked"].as_u64() > Some(10), "{paper}");
    assert_eq!(sheet(&shut).await?["reason"], "大门锁闭");
    assert_eq!(sheet(&void).await?["reason"], "误操作");
    assert_eq!(sheet(&open).await?["until"], Value::Null);

    // 公开: many at once, each once, and the town sees it then.
    let waiting = listed(&zhaomin, json!({"hidden": true})).await?;
    assert_eq!(sites(&waiting), ["昆仑镇便民服务中心"]);
    let kunlun = app.sign_in("kunlun").await?;
    let seen = async || -> Result<Value> {
        let card = kunlun
            .call("scorecard", json!({"town": null, "quarter": null}))
            .await?;
        Ok(card.unwrap()["visits"].clone())
    };
    assert_eq!(seen().await?, 0);
    let both = json!({"visits": [hidden, open, hidden]});
    assert_eq!(
        zhaomin.call("release_visits", both).await?.unwrap(),
        json!(2)
    );
    assert_eq!(seen().await?, 1);
    assert_eq!(listed(&zhaomin, json!({"hidden": true})).await?["total"], 0);
    Ok(())
}
