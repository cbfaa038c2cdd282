//! A judgement is set aside once a later finding or record contradicts it; its row is pending
//! again.

use super::{cell, confirm, town};
use crate::help::app::TestApp;
use crate::help::quarter::{current, put, scores, taken};
use crate::help::tablet::Tablet;
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_finding_confirmed_beside_a_judgement_of_0_makes_the_row_pending() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let none = json!([{"town": "luocun", "indicator": "2.2", "judgement": "0"}]);
    taken(&zhaomin, &quarter, none).await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "2.2/tell-once", 1).await?;
    assert_eq!(
        cell(&scores(&zhaomin, &quarter).await?, "luocun", "2.2")["points"],
        "6"
    );
    confirm(&zhaomin, &finding).await?;

    let after = scores(&zhaomin, &quarter).await?;
    assert_eq!(cell(&after, "luocun", "2.2")["points"], "4");
    let pending = town(&after, "luocun")["pending"].as_array().unwrap();
    assert!(pending.contains(&json!("2.2")), "{pending:?}");
    for page in ["scores", "bulletin", "simulation"] {
        let shown = zhaomin.call(page, json!({"quarter": quarter})).await?;
        assert!(shown.is_ok(), "{page}: {shown:?}");
    }
    // The form says why the row is pending and still shows the judgement that was set aside.
    let shown = zhaomin
        .call("facts", json!({"query": {"row": "2.2"}}))
        .await?
        .unwrap();
    let lines = shown["form"]["lines"].as_array().unwrap();
    let line = lines.iter().find(|it| it["town"] == "luocun").unwrap();
    assert_eq!(
        (&line["values"], &line["aside"]),
        (&json!(["0"]), &json!(true))
    );
    let listed = shown["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "2.2")
        .unwrap();
    assert_eq!(listed["entered"], 0);
    // Other facts can still be entered; the same judgement of 0 cannot.
    let other = json!([{"town": "taihe", "indicator": "1.1", "tier": "standard"}]);
    taken(&zhaomin, &quarter, other).await?;
    let again = json!([{"town": "luocun", "indicator": "2.2", "judgement": "0"}]);
    let (status, text) = put(&zhaomin, &quarter, &again).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text.contains("/facts/0/judgement: 0 is for where nothing was found"),
        "{text}"
    );
    let two = json!([{"town": "luocun", "indicator": "2.2", "judgement": "2.5"}]);
    taken(&zhaomin, &quarter, two).await?;
    assert_eq!(
        cell(&scores(&zhaomin, &quarter).await?, "luocun", "2.2")["points"],
        "3.5"
    );
    Ok(())
}

#[tokio::test]
async fn a_record_that_frees_its_finding_outdates_a_judgement_of_0() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let priced = tablet.find(&app, &visit, "2.2/tell-once", 1).await?;
    let other = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    confirm(&zhaomin, &priced).await?;
    let record = |finding: &str| {
        json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
            "finding": finding, "status": "confirmed"}])
    };
    let nothing = json!([{"town": "luocun", "indicator": "2.2", "judgement": "0"}]);
    taken(&zhaomin, &quarter, record(&priced)).await?;
    taken(&zhaomin, &quarter, nothing).await?;
    // The corrected record frees its first finding, which counts in its own row again; that row
    // needs a new judgement.
    taken(&zhaomin, &quarter, record(&other)).await?;
    let after = scores(&zhaomin, &quarter).await?;
    let pending = town(&after, "luocun")["pending"].as_array().unwrap();
    assert!(pending.contains(&json!("2.2")), "{pending:?}");
    assert_eq!(town(&after, "luocun")["penalty"], "3");
    Ok(())
}
