//! 检查: the visits of a quarter as lists, one visit as its sheet, and 公开 of many visits.

use crate::help::app::{TestApp, User};
use crate::help::tablet::{Tablet, id, open, picture, record};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

async fn listed(user: &User, more: Value) -> Result<Value> {
    let mut query = json!({"quarter": null, "town": null, "state": null, "form": null,
        "hidden": false, "refused": false, "text": "", "page": 1});
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
    let photo = &paper["photos"][0];
    assert_eq!(
        (&photo["indicator"], &photo["name"]),
        (&row["indicator"], &row["name"])
    );
    assert_eq!(
        photo["photo"]["verified"], false,
        "it is still on the tablet"
    );
    ensure!(paper["unchecked"].as_u64() > Some(10), "{paper}");
    assert_eq!(sheet(&shut).await?["reason"], "大门锁闭");
    assert_eq!(sheet(&void).await?["reason"], "误操作");
    assert_eq!(sheet(&open).await?["until"], Value::Null);

    // Releases many visits at once, each only once; then the town sees them.
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

#[tokio::test]
async fn what_was_not_accepted_is_listed_with_its_reason() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let kept = tablet.visit(&app, "luocun-center", "announced").await?;
    let none = listed(&zhaomin, json!({"refused": true})).await?;
    assert_eq!((&none["total"], &none["refused"]), (&json!(0), &json!([])));

    // A visit whose opening is refused, with its finding; an opening that cannot be parsed; an
    // operation of unknown kind; and a bad operation on an accepted visit.
    let (lost, torn) = (id(), id());
    let mut broken = open(&torn, "luocun-daowo", "announced");
    broken["open_visit"]["method"] = json!("by guess");
    let ops = [
        tablet.op(&app, open(&lost, "atlantis-center", "announced")),
        tablet.op(&app, record(&app, &id(), &lost, "1.3/wheelchair", 1)),
        tablet.op(&app, broken),
        tablet.op(&app, json!({"dance": 1})),
        tablet.op(&app, record(&app, &id(), &kept, "1.3/wheelbarrow", 1)),
    ];
    let (status, body) = tablet.push(&app, &ops).await?;
    assert_eq!(status, reqwest::StatusCode::OK, "{body}");

    let all = listed(&zhaomin, json!({})).await?;
    let refused = |page: &Value| -> Vec<(Value, Value, Value)> {
        let lines = page["refused"].as_array().cloned().unwrap_or_default();
        let line = |it: &Value| {
            (
                it["site"].clone(),
                it["reason"].clone(),
                it["records"].clone(),
            )
        };
        lines.iter().map(line).collect()
    };
    let expected = [
        (json!(null), json!("malformed"), json!(1)),
        (
            json!("罗村镇道沃村便民服务站"),
            json!("malformed"),
            json!(1),
        ),
        (json!("atlantis-center"), json!("unknown-site"), json!(2)),
    ];
    assert_eq!(refused(&all), expected, "{all}");
    let last = &all["refused"][2];
    assert_eq!(
        (&last["person"], &last["device"], &last["town"]),
        (&json!("李霞"), &json!(tablet.device), &Value::Null)
    );
    assert_eq!(
        (&all["total"], &all["lines"][0]["refused"]),
        (&json!(1), &json!(1))
    );

    // The filter keeps both lists, and other filters narrow them.
    let healthy = tablet.visit(&app, "taihe-center", "announced").await?;
    tablet.close(&app, &healthy).await?;
    let some = listed(&zhaomin, json!({"refused": true})).await?;
    assert_eq!(sites(&some), ["罗村镇便民服务中心"]);
    assert_eq!(refused(&some), expected);
    let some = listed(&zhaomin, json!({"refused": true, "text": "daowo"})).await?;
    assert_eq!(refused(&some), expected[1..2]);
    let some = listed(&zhaomin, json!({"town": "taihe"})).await?;
    assert_eq!(refused(&some), []);
    for apart in [
        json!({"state": "open"}),
        json!({"form": "announced"}),
        json!({"page": 2}),
        json!({"quarter": "2020Q1"}),
    ] {
        assert_eq!(
            refused(&listed(&zhaomin, apart.clone()).await?),
            [],
            "{apart}"
        );
    }

    // 概览 counts the refused operations.
    let shown = zhaomin.call("overview", json!({})).await?.unwrap();
    let needs = shown["needs"].as_array().context("no needs")?;
    let told = needs.iter().find(|it| it["what"] == "refused");
    assert_eq!(told.context("not told")?["count"], 5, "{shown}");
    // Marks one line as dealt with, with a note; a later arrival is listed again.
    let settle = async |user: &crate::help::app::User, what: &Value, note: &str| {
        let body = json!({"what": what, "note": note});
        user.call("settle_refused", body).await
    };
    let what = &all["refused"][2]["settles"];
    assert_eq!(
        settle(&zhaomin, what, " ").await?.unwrap_err()["problem"],
        "required"
    );
    let long = "长".repeat(201);
    assert!(settle(&zhaomin, what, &long).await?.is_err());
    assert_eq!(settle(&zhaomin, what, "已重新检查").await?.unwrap(), 2);
    assert_eq!(settle(&zhaomin, what, "已重新检查").await?.unwrap(), 0);
    assert_eq!(
        refused(&listed(&zhaomin, json!({})).await?),
        expected[..2],
        "it is still told"
    );
    let late = [tablet.op(&app, record(&app, &id(), &lost, "1.3/wheelchair", 1))];
    tablet.push(&app, &late).await?;
    assert_eq!(
        refused(&listed(&zhaomin, json!({})).await?).len(),
        3,
        "what arrived later is hidden"
    );
    // A refused operation of an accepted visit is listed on the visit's sheet.
    let sheet = zhaomin.call("visit_sheet", json!({"visit": kept})).await?;
    let sheet = sheet.unwrap();
    assert_eq!(
        sheet["refused"][0]["reason"], "unknown-checkpoint",
        "{sheet}"
    );
    let what = &sheet["refused"][0]["settles"];
    // A later one of the same visit is still listed.
    let more = [tablet.op(&app, record(&app, &id(), &kept, "1.3/wheelbarrow", 1))];
    tablet.push(&app, &more).await?;
    assert_eq!(settle(&zhaomin, what, "录入有误").await?.unwrap(), 1);
    let sheet = zhaomin.call("visit_sheet", json!({"visit": kept})).await?;
    let sheet = sheet.unwrap();
    assert_eq!(
        sheet["refused"].as_array().map(Vec::len),
        Some(1),
        "{sheet}"
    );
    let what = &sheet["refused"][0]["settles"];
    assert_eq!(settle(&zhaomin, what, "录入有误").await?.unwrap(), 1);
    let none = listed(&zhaomin, json!({"refused": true})).await?;
    assert_eq!(none["total"], 0, "{none}");
    let shown = zhaomin.call("overview", json!({})).await?.unwrap();
    let needs = shown["needs"].as_array().context("no needs")?;
    let told = needs.iter().find(|it| it["what"] == "refused");
    assert_eq!(told.context("not told")?["count"], 3, "{shown}");
    // Inspectors and towns do not see refused operations.
    for login in ["lixia", "luocun"] {
        let query = json!({"query": {"quarter": null, "town": null, "state": null, "form": null,
            "hidden": false, "refused": true, "text": "", "page": 1}});
        let answer = app.sign_in(login).await?.call("visits", query).await?;
        assert_eq!(answer, Err(json!({"kind": "forbidden"})), "{login}");
    }
    Ok(())
}
