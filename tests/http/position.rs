//! Positions of sites, and where findings were recorded.

use crate::help::app::TestApp;
use crate::help::deciding::{confirmed, decide};
use crate::help::tablet::{Tablet, id, record};
use anyhow::Result;
use domain::position::Position;
use domain::sync::wire::SiteRow;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::store::database;

#[tokio::test]
async fn every_site_of_the_demo_stands_somewhere_in_the_district() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    let pulled = lixia.pull(0).await?;
    let office = Position::new(36_643_700, 117_966_900)?;
    let mut seen = std::collections::BTreeSet::new();
    for row in pulled["rows"].as_array().unwrap() {
        if row["kind"] != "site" {
            continue;
        }
        let site: SiteRow = serde_json::from_value(row["body"].clone())?;
        let at = site.position.unwrap_or_else(|| panic!("{}", site.id));
        assert!(at.metres_to(office) < 30_000, "{}: {at}", site.id);
        assert!(seen.insert(at.to_string()), "{}: two at {at}", site.id);
    }
    assert!(seen.len() > 39, "{}", seen.len());
    Ok(())
}

#[tokio::test]
async fn the_database_takes_no_half_or_impossible_position() -> Result<()> {
    let app = TestApp::start().await?;
    let mut database = app.database().await?;
    for set in [
        "latitude = NULL",
        "longitude = NULL",
        "latitude = 90000001",
        "longitude = -180000001",
    ] {
        let sql = format!("UPDATE sites SET {set} WHERE id = 'luocun-center'");
        let done = database::query(sql).execute(&mut database).await;
        assert!(done.is_err(), "{set}");
    }
    let both = "UPDATE sites SET latitude = NULL, longitude = NULL
        WHERE district_id = 'zichuan' AND id = 'luocun-center'";
    let done = database::query(both).execute(&mut database).await?;
    assert_eq!(done, 1);
    Ok(())
}

/// `record_finding` with this position.
fn with_position(app: &TestApp, finding: &str, visit: &str, position: &Value) -> Value {
    let mut intent = record(app, finding, visit, "1.3/wheelchair", 1);
    intent["record_finding"]["position"] = position.clone();
    intent
}

#[tokio::test]
async fn a_position_is_for_the_reviewer_and_for_no_town() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = id();
    let fix = json!([36_700_198, 118_047_601, 12]);
    let op = tablet.op(&app, with_position(&app, &finding, &visit, &fix));
    tablet.apply(&app, &[op]).await?;
    tablet.close(&app, &visit).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let shown = async || {
        zhaomin
            .call("review_finding", json!({"finding": finding}))
            .await
    };
    let detail = shown().await?.unwrap();
    assert_eq!(detail["position"], fix);
    let decided = decide(&zhaomin, &finding, 1, confirmed(), json!({})).await?;
    decided.unwrap();

    let town = app.sign_in("luocun").await?;
    let card = town
        .call("scorecard", json!({"town": null}))
        .await?
        .unwrap();
    let text = card.to_string();
    assert!(text.contains(&finding), "the town sees the deduction");
    assert!(
        !text.contains("36700198") && !text.contains("position"),
        "{text}"
    );
    let page = town
        .http
        .get(town.url("/town"))
        .header(
            "cookie",
            format!("xuncha={}", town.token.as_deref().unwrap()),
        )
        .send()
        .await?
        .text()
        .await?;
    assert!(
        page.contains("未配备轮椅") || page.contains("轮椅"),
        "{page}"
    );
    assert!(!page.contains("36700198") && !page.contains("36.700198"));

    // An amendment without a position removes it.
    let amend = json!({"amend_finding": {
        "finding": finding, "visit": visit, "count": 1, "observed_at": app.now(),
    }});
    let op = tablet.op(&app, amend);
    tablet.apply(&app, &[op]).await?;
    assert_eq!(shown().await?.unwrap()["position"], Value::Null);
    Ok(())
}

#[tokio::test]
async fn what_is_no_position_is_kept_apart_with_the_reason() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    for bad in [
        json!([90_000_001, 118_047_601, 12]),
        json!([36_700_198, -180_000_001, 12]),
        json!([36_700_198, 118_047_601, -1]),
        json!([36_700_198, 118_047_601, 100_001]),
        json!([36.700_198, 118.047_601, 12]),
        json!([36_700_198, 118_047_601]),
        json!("36.7,118.0"),
        json!({}),
    ] {
        let op = tablet.op(&app, with_position(&app, &id(), &visit, &bad));
        let (status, body) = tablet.push(&app, &[op]).await?;
        assert_eq!(status, StatusCode::OK);
        let result = &body["results"][0];
        assert_eq!(result["outcome"], "quarantined", "{bad}: {result}");
        assert_eq!(result["quarantine"]["reason"], "malformed", "{bad}");
        assert!(!result["quarantine"]["detail"].as_str().unwrap().is_empty());
    }
    let none = with_position(&app, &id(), &visit, &Value::Null);
    let op = tablet.op(&app, none);
    tablet.apply(&app, &[op]).await?;
    Ok(())
}

#[tokio::test]
async fn positions_taken_on_site_are_offered_to_the_registry() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    let offered = async |site: &str| admin.call("taken_position", json!({"site": site})).await;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    // One position is far away, and one has a poor accuracy of its own.
    for fix in [
        json!([36_710_000, 118_060_000, 12]),
        json!([36_710_100, 118_060_100, 30]),
        json!([36_643_700, 117_966_900, 20]),
        json!([36_800_000, 118_200_000, 5000]),
    ] {
        let op = tablet.op(&app, with_position(&app, &id(), &visit, &fix));
        tablet.apply(&app, &[op]).await?;
    }
    assert_eq!(offered("luocun-center").await?, Ok(Value::Null), "not yet");
    tablet.close(&app, &visit).await?;
    let shown = offered("luocun-center").await?.unwrap();
    assert_eq!(shown["at"], json!(["36.710000", "118.060000"]), "{shown}");
    assert_eq!(
        (&shown["count"], &shown["visits"], &shown["half"]),
        (&json!(3), &json!(1), &json!(14))
    );
    assert!(shown["farthest"].as_u64() > Some(9_000), "{shown}");
    assert!(shown["away"].as_u64() > Some(300), "{shown}");

    // A site without a position is offered one as well; a site that already has this position is
    // not.
    let mut database = app.database().await?;
    for (set, away) in [
        ("latitude = NULL, longitude = NULL", Some(Value::Null)),
        ("latitude = 36711000, longitude = 118060000", None),
    ] {
        let sql = format!("UPDATE sites SET {set} WHERE id = 'luocun-center'");
        database::query(sql).execute(&mut database).await?;
        let shown = offered("luocun-center").await?.unwrap();
        assert_eq!(shown.get("away").cloned(), away, "{set}: {shown}");
    }
    assert_eq!(offered("taihe-center").await?, Ok(Value::Null));
    let unknown = offered("atlantis-center").await?.unwrap_err();
    assert_eq!(unknown["kind"], "not-found", "{unknown}");
    Ok(())
}
