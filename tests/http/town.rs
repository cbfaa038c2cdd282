//! 得分及扣分明细: what a town sees, and what it cannot see whatever it tries.

use crate::help::app::TestApp;
use crate::help::card::card;
use crate::help::deciding::{confirmed, decide};
use crate::help::tablet::{Tablet, picture};
use crate::help::uploading::{content, upload};
use anyhow::Result;
use serde_json::{Value, json};
use server::store::database;

fn row<'c>(card: &'c Value, id: &str) -> &'c Value {
    let rows = card["rows"].as_array().unwrap();
    rows.iter().find(|row| row["line"]["id"] == id).unwrap()
}

#[tokio::test]
async fn each_deduction_comes_with_its_reason() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let wheelchair = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    let photo = tablet.attach(&app, &visit, &wheelchair, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    let hall = tablet.find(&app, &visit, "5.1/dirty-hall", 1).await?;
    let attitude = tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    let sign = tablet.find(&app, &visit, "2.1/sign", 1).await?;
    tablet.close(&app, &visit).await?;

    let luocun = app.sign_in("luocun").await?;
    let before = card(&luocun, Value::Null).await?.unwrap();
    assert_eq!(
        (&before["deducted"], &before["pending"]),
        (&json!("0"), &json!("5"))
    );
    assert_eq!(row(&before, "5.1")["line"]["points"], "5");
    assert_eq!(row(&before, "5.1")["provisional"], "2");
    assert_eq!(row(&before, "5.1")["deductions"][0]["state"], "recorded");

    let zhaomin = app.sign_in("zhaomin").await?;
    for finding in [&wheelchair, &hall, &attitude] {
        decide(&zhaomin, finding, 1, confirmed(), json!({}))
            .await?
            .unwrap();
    }
    let no = json!({"is": "rejected"});
    decide(&zhaomin, &sign, 1, no, json!({"reason": "有标识"}))
        .await?
        .unwrap();

    let card = card(&luocun, Value::Null).await?.unwrap();
    assert_eq!(card["town_name"], "罗村镇");
    assert_eq!(
        (&card["deducted"], &card["pending"]),
        (&json!("4"), &json!("0"))
    );
    assert_eq!((&card["visits"], &card["sites"]), (&json!(1), &json!(1)));
    assert_eq!(
        card["towns"],
        json!([]),
        "a town has no others to choose from"
    );
    let ids: Vec<_> = card["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["line"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["1.3", "2.1", "4.1", "5.1", "5.2"]);
    let special = row(&card, "1.3");
    assert_eq!(
        special["line"],
        json!({"id": "1.3", "points": "3", "of": "4"})
    );
    let line = &special["deductions"][0];
    assert_eq!(
        (&line["points"], &line["state"]),
        (&json!("-1"), &json!("confirmed"))
    );
    assert_eq!(line["checkpoint_name"], "缺轮椅");
    assert_eq!(line["site_name"], "罗村镇便民服务中心");
    assert_eq!(line["photos"][0]["id"], json!(photo));
    assert!(special["standard"].as_str().unwrap().contains("轮椅"));
    assert_eq!(content(&luocun, &photo).await?.bytes().await?, bytes);
    let site = row(&card, "5.1");
    assert_eq!(site["line"]["points"], "2");
    let points: Vec<_> = site["deductions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["points"].as_str().unwrap())
        .collect();
    assert_eq!(points, ["-1", "-2"]);
    assert_eq!(row(&card, "2.1")["deductions"], json!([]));
    Ok(())
}

#[tokio::test]
async fn no_town_sees_another() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let bytes = picture();
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    tablet.close(&app, &visit).await?;
    let hongshan = app.sign_in("hongshan").await?;

    for town in ["luocun", "banyanglu", "nowhere"] {
        let refused = card(&hongshan, json!(town)).await?.unwrap_err();
        assert_eq!(refused, json!({"kind": "forbidden"}), "{town}");
    }
    let own = card(&hongshan, json!("hongshan")).await?.unwrap();
    assert_eq!(own["town"], "hongshan");
    assert_eq!(card(&hongshan, Value::Null).await?.unwrap(), own);
    let text = own.to_string();
    for secret in [&visit, &finding, &photo, "罗村"] {
        assert!(!text.contains(secret), "the card of 洪山镇 names {secret}");
    }
    assert_eq!(content(&hongshan, &photo).await?.status().as_u16(), 404);
    let refused = hongshan
        .call("review_finding", json!({"finding": finding}))
        .await?;
    assert_eq!(refused.unwrap_err()["kind"], "forbidden");
    assert_eq!(hongshan.get("/api/v1/sync/pull").await?.0.as_u16(), 403);
    for login in ["lixia", "admin"] {
        let user = app.sign_in(login).await?;
        let refused = card(&user, json!("luocun")).await?.unwrap_err();
        assert_eq!(refused, json!({"kind": "forbidden"}), "{login}");
    }
    let zhaomin = app.sign_in("zhaomin").await?;
    let any = card(&zhaomin, json!("luocun")).await?.unwrap();
    assert_eq!(any["towns"].as_array().unwrap().len(), 13);
    assert_eq!(any["pending"], "2");
    Ok(())
}

#[tokio::test]
async fn an_unannounced_visit_is_hidden_until_it_is_released() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let luocun = app.sign_in("luocun").await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let empty = card(&luocun, Value::Null).await?.unwrap();
    let bytes = picture();
    let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    let photo = tablet.attach(&app, &visit, &finding, &bytes).await?;
    upload(&tablet.user, &bytes).await?;
    let early = zhaomin.call("release", json!({"visit": visit})).await?;
    assert_eq!(early.unwrap_err()["field"], "visit", "not handed in");
    tablet.close(&app, &visit).await?;
    decide(&zhaomin, &finding, 1, confirmed(), json!({}))
        .await?
        .unwrap();

    assert_eq!(
        card(&luocun, Value::Null).await?.unwrap(),
        empty,
        "not a trace of it"
    );
    assert_eq!(content(&luocun, &photo).await?.status().as_u16(), 404);
    let whole = card(&zhaomin, json!("luocun")).await?.unwrap();
    assert_eq!(whole["deducted"], "2");

    zhaomin
        .call("release", json!({"visit": visit}))
        .await?
        .unwrap();
    zhaomin
        .call("release", json!({"visit": visit}))
        .await?
        .unwrap();
    let open = card(&luocun, Value::Null).await?.unwrap();
    assert_eq!(
        (&open["deducted"], &open["visits"]),
        (&json!("2"), &json!(1))
    );
    assert_eq!(content(&luocun, &photo).await?.status().as_u16(), 200);
    for secret in ["李霞", tablet.user.id.as_str()] {
        assert!(
            !open.to_string().contains(secret),
            "the visitor's name reaches the town"
        );
    }
    let mut db = app.database().await?;
    let logged: i64 = database::scalar("SELECT count(*) FROM audit WHERE kind = 'release'")
        .fetch_one(&mut db)
        .await?;
    assert_eq!(logged, 1, "the second time nothing changed");
    Ok(())
}

#[tokio::test]
async fn an_open_visit_is_nobodys_but_the_inspectors() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let luocun = app.sign_in("luocun").await?;
    let empty = card(&luocun, Value::Null).await?.unwrap();
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    assert_eq!(card(&luocun, Value::Null).await?.unwrap(), empty);
    tablet.close(&app, &visit).await?;
    let closed = card(&luocun, Value::Null).await?.unwrap();
    assert_eq!(
        (&closed["pending"], &closed["visits"]),
        (&json!("2"), &json!(1))
    );
    Ok(())
}

#[tokio::test]
async fn other_towns_totals_are_seen_once_they_are_public() -> Result<()> {
    use crate::help::quarter::{close, ready};
    let app = TestApp::start().await?;
    let (zhaomin, luocun) = (app.sign_in("zhaomin").await?, app.sign_in("luocun").await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 2).await?;
    tablet.close(&app, &visit).await?;
    decide(&zhaomin, &finding, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    let quarters = app.store.quarters().await?;
    let quarter = quarters.current().unwrap().quarter.to_string();
    ready(&app, &zhaomin, &quarter).await?;

    let filling = card(&luocun, Value::Null).await?.unwrap();
    assert_eq!(
        (&filling["state"], &filling["result"], &filling["places"]),
        (&json!("open"), &Value::Null, &json!([]))
    );
    assert_eq!(filling["entered"][0]["points"], Value::Null);
    assert_eq!(
        filling["entered"][0]["lines"][0]["source"]["fact"]["kind"],
        "tier"
    );

    let act = json!({"quarter": quarter, "act": {"act": "first"}});
    zhaomin.call("quarter_act", act).await?.unwrap();
    let first = card(&luocun, Value::Null).await?.unwrap();
    let whole = card(&zhaomin, json!("luocun")).await?.unwrap();
    assert_eq!(
        (&first["places"], &first["result"]["place"]),
        (&json!([]), &Value::Null)
    );
    assert!(!first.to_string().contains("洪山"), "another town is named");
    // The unreleased visit does not affect the shown total either: its 2 points, weighted by 0.7.
    let total = |card: &Value| card["result"]["total"].as_str().unwrap().parse::<f64>();
    assert!((total(&first)? - total(&whole)? - 1.4).abs() < 1e-6);

    let back = json!({"quarter": quarter, "act": {"act": "back", "reason": "补报"}});
    zhaomin.call("quarter_act", back).await?.unwrap();
    close(&zhaomin, &quarter).await?;
    let closed = card(&luocun, Value::Null).await?.unwrap();
    assert_eq!(closed["places"], json!([]), "closed is not public yet");
    let publish = json!({"quarter": quarter, "act": {"act": "publish"}});
    zhaomin.call("quarter_act", publish).await?.unwrap();
    let public = card(&luocun, Value::Null).await?.unwrap();
    assert_eq!(public["places"].as_array().unwrap().len(), 13);
    assert_eq!(public["result"], whole["result"]);
    assert_eq!(row(&public, "5.1")["line"]["points"], "3");
    Ok(())
}
