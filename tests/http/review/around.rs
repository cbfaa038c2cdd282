//! What the review shows beside a finding: the site's history, and rows that price it in place of
//! its own.

use crate::help::app::TestApp;
use crate::help::deciding::{confirmed, decide, detail};
use crate::help::quarter::put;
use crate::help::tablet::{Tablet, id, open};
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_checkpoint_tells_what_was_there_before_and_what_is_open() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let first = tablet.visit(&app, "luocun-center", "announced").await?;
    let old = tablet.find(&app, &first, "1.3/wheelchair", 1).await?;
    let other = tablet.find(&app, &first, "5.1/attitude", 1).await?;
    let taken_back = tablet.find(&app, &first, "1.3/reading-glasses", 1).await?;
    let elsewhere = tablet.visit(&app, "hongshan-center", "announced").await?;
    tablet.find(&app, &elsewhere, "1.3/wheelchair", 1).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    decide(
        &zhaomin,
        &old,
        1,
        json!({"is": "rejected"}),
        json!({"reason": "当场整改"}),
    )
    .await?
    .unwrap();
    decide(&zhaomin, &taken_back, 1, confirmed(), json!({}))
        .await?
        .unwrap();

    let second = tablet.visit(&app, "luocun-center", "announced").await?;
    let new = tablet.find(&app, &second, "1.3/wheelchair", 1).await?;
    let shown = detail(&zhaomin, &new).await?;
    let before = shown["before"].as_array().unwrap();
    assert_eq!(before.len(), 1, "of this site and this checkpoint alone");
    assert_eq!(before[0]["item"]["finding"], json!(old));
    assert_eq!(before[0]["decision"]["verdict"], json!({"is": "rejected"}));
    assert_eq!(before[0]["decision"]["reason"], "当场整改");
    assert_eq!(before[0]["decision"]["by"], "赵敏");
    let open = shown["open"].as_array().unwrap();
    assert_eq!(
        open.len(),
        1,
        "what is decided is not open, and it is not open beside itself"
    );
    assert_eq!(open[0]["finding"], json!(other));
    let history = shown["history"].as_array().unwrap();
    assert_eq!(history.len(), 1, "nothing stands twice");
    assert_eq!(history[0]["finding"], json!(taken_back));

    // Seen from the first visit there is no history, and the second visit's finding is open.
    let shown = detail(&zhaomin, &old).await?;
    assert_eq!(shown["before"], json!([]));
    assert_eq!(shown["open"].as_array().unwrap().len(), 2);
    Ok(())
}

#[tokio::test]
async fn what_others_found_says_which_row_prices_it() -> Result<()> {
    let app = TestApp::start().await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let own = tablet.visit(&app, "luocun-center", "announced").await?;
    let own = tablet.find(&app, &own, "1.3/wheelchair", 1).await?;
    let visit = id();
    let mut op = open(&visit, "luocun-center", "announced");
    op["open_visit"]["finder"] = json!("city-bureau");
    let op = tablet.op(&app, op);
    tablet.apply(&app, &[op]).await?;
    let theirs = tablet.find(&app, &visit, "5.1/facilities", 1).await?;
    let zhaomin = app.sign_in("zhaomin").await?;

    assert_eq!(detail(&zhaomin, &own).await?["priced_by"], json!([]));
    let shown = detail(&zhaomin, &theirs).await?;
    assert_eq!(shown["item"]["finder"], "city-bureau");
    let rows = shown["priced_by"].as_array().unwrap();
    assert_eq!(
        rows.len(),
        1,
        "a circular of the same bureau is another matter"
    );
    assert_eq!(rows[0]["name"], "明察暗访曝光");
    assert!(
        rows[0]["standard"]
            .as_str()
            .unwrap()
            .contains("市行政审批服务局")
    );
    assert_eq!(rows[0]["entered"], json!(null));

    // The state of a record about the finding is shown, also for another town's finding.
    let quarter = shown["quarter"].as_str().unwrap().to_owned();
    for (status, entered) in [
        ("pending", "waits"),
        ("confirmed", "counts"),
        ("rejected", "rejected"),
    ] {
        let facts = json!([
            {"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3", "finding": theirs, "status": status},
        ]);
        let (answer, text) = put(&zhaomin, &quarter, &facts).await?;
        assert_eq!(answer, StatusCode::NO_CONTENT, "{text}");
        let shown = detail(&zhaomin, &theirs).await?;
        assert_eq!(shown["priced_by"][0]["entered"], entered);
    }
    let facts = json!([
        {"town": "luocun", "indicator": "8.2.1", "id": "p2", "level": "city", "finding": own, "status": "confirmed"},
    ]);
    let (answer, text) = put(&zhaomin, &quarter, &facts).await?;
    assert_eq!(answer, StatusCode::NO_CONTENT, "{text}");
    let shown = detail(&zhaomin, &own).await?;
    assert_eq!(shown["priced_by"][0]["id"], "8.2.1");
    assert_eq!(shown["priced_by"][0]["entered"], "counts");
    Ok(())
}
