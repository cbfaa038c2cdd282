//! What a record prices is deducted once, and remains deducted whatever happens to the finding.

use super::{card, cell, confirm, town};
use crate::help::app::TestApp;
use crate::help::quarter::{current, scores, taken};
use crate::help::tablet::Tablet;
use anyhow::Result;
use serde_json::{Value, json};

async fn withdraw(tablet: &mut Tablet, app: &TestApp, visit: &str, finding: &str) -> Result<()> {
    let op = json!({"withdraw_finding": {"finding": finding, "visit": visit}});
    let op = tablet.op(app, op);
    tablet.apply(app, &[op]).await?;
    Ok(())
}

#[tokio::test]
async fn a_penalty_stands_though_its_finding_is_taken_back() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    let record = json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
        "finding": finding, "status": "confirmed"}]);
    taken(&zhaomin, &quarter, record).await?;
    withdraw(&mut tablet, &app, &visit, &finding).await?;
    let after = scores(&zhaomin, &quarter).await?;
    assert_eq!(town(&after, "luocun")["penalty"], "3");
    let other = json!([{"town": "taihe", "indicator": "1.1", "tier": "standard"}]);
    taken(&zhaomin, &quarter, other).await?;
    Ok(())
}

#[tokio::test]
async fn what_a_penalty_prices_is_deducted_once_on_every_screen() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    tablet.close(&app, &visit).await?;
    confirm(&zhaomin, &finding).await?;
    let luocun = app.sign_in("luocun").await?;
    let record = |status: &str| {
        json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
            "finding": finding, "status": status}])
    };
    for (status, now, then, deducted, why) in [
        ("pending", "3", "4", "1", Value::Null),
        ("confirmed", "4", "4", "0", json!("moved")),
        ("rejected", "3", "3", "1", Value::Null),
    ] {
        taken(&zhaomin, &quarter, record(status)).await?;
        let whole = scores(&zhaomin, &quarter).await?;
        assert_eq!(cell(&whole, "luocun", "1.3")["points"], now, "{status}");
        let shown = card(&luocun, Value::Null).await?;
        let rows = shown["rows"].as_array().unwrap();
        let row = rows.iter().find(|it| it["line"]["id"] == "1.3").unwrap();
        assert_eq!(
            (&row["line"]["points"], &row["provisional"]),
            (&json!(now), &json!(then))
        );
        assert_eq!(row["deductions"][0]["why"], why, "{status}");
        assert_eq!(shown["deducted"], deducted, "{status}");
        let reviewed = zhaomin
            .call("review_finding", json!({"finding": finding}))
            .await?
            .unwrap();
        assert_eq!(reviewed["row_now"]["points"], now, "{status}");
    }
    Ok(())
}
