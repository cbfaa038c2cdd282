//! Pull: every row once, and none of other people's.

use crate::help::app::TestApp;
use crate::help::tablet::Tablet;
use anyhow::Result;
use serde_json::Value;
use std::collections::BTreeMap;

#[tokio::test]
async fn pages_of_a_pull_are_the_whole() -> Result<()> {
    let app = TestApp::start().await?;
    let mut lixia = Tablet::of(&app, "lixia").await?;
    let mut other = Tablet::of(&app, "wangqiang").await?;
    for _ in 0..5 {
        lixia.visit(&app, "luocun-center", "announced").await?;
        other.visit(&app, "luocun-center", "unannounced").await?;
    }
    let whole = lixia.user.pull(0).await?;
    let epoch = lixia.user.epoch().await?;
    let (mut after, mut rows, mut pages) = (0, Vec::new(), 0);
    loop {
        let path = format!("/api/v1/sync/pull?epoch={epoch}&after={after}&limit=3");
        let (_, page) = lixia.user.get(&path).await?;
        rows.extend(page["rows"].as_array().unwrap().clone());
        let next = page["next"].as_u64().unwrap();
        assert!(next > after, "the cursor stands still at {after}");
        after = next;
        pages += 1;
        if page["more"] == false {
            assert_eq!(page["next"], page["durable_through"]);
            break;
        }
    }
    assert!(pages > 20, "{pages}");
    assert_eq!(Value::Array(rows), whole["rows"]);
    Ok(())
}

#[tokio::test]
async fn visits_are_their_inspectors_and_the_supervisors() -> Result<()> {
    let app = TestApp::start().await?;
    let mut lixia = Tablet::of(&app, "lixia").await?;
    let visit = lixia.visit(&app, "luocun-center", "announced").await?;
    let (wangqiang, zhaomin) = (
        app.sign_in("wangqiang").await?,
        app.sign_in("zhaomin").await?,
    );
    assert!(lixia.user.row("visit", &visit).await?.is_some());
    assert!(zhaomin.row("visit", &visit).await?.is_some());
    assert!(wangqiang.row("visit", &visit).await?.is_none());
    let theirs = wangqiang.pull(lixia.base).await?;
    assert_eq!(theirs["rows"], serde_json::json!([]));
    assert_eq!(
        theirs["next"], theirs["durable_through"],
        "invisible rows hold no cursor"
    );
    Ok(())
}

#[tokio::test]
async fn a_first_pull_carries_all_that_a_tablet_needs() -> Result<()> {
    let app = TestApp::start().await?;
    let wangqiang = app.sign_in("wangqiang").await?;
    let pulled = wangqiang.pull(0).await?;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for row in pulled["rows"].as_array().unwrap() {
        *kinds.entry(row["kind"].as_str().unwrap()).or_default() += 1;
    }
    let count = |kind: &str| kinds.get(kind).copied().unwrap_or(0);
    assert_eq!(
        (count("table"), count("quarter"), count("town")),
        (1, 1, 13)
    );
    assert_eq!((count("person"), count("assignment")), (2, 0));
    assert!(count("site") >= 13 * 3, "{kinds:?}");
    let table = wangqiang.row("table", "zichuan-2022").await?.unwrap();
    let table: domain::table::Table = serde_json::from_value(table)?;
    assert_eq!(Some(&table), domain::table::builtin("zichuan-2022"));
    Ok(())
}

#[tokio::test]
async fn another_epoch_starts_from_nothing() -> Result<()> {
    let app = TestApp::start().await?;
    let lixia = app.sign_in("lixia").await?;
    let (_, other) = lixia
        .get("/api/v1/sync/pull?epoch=elsewhere&after=50")
        .await?;
    let all = lixia.pull(0).await?;
    assert_eq!(other["rows"], all["rows"]);
    let (_, rest) = lixia
        .get(&format!(
            "/api/v1/sync/pull?epoch={}&after=50",
            lixia.epoch().await?
        ))
        .await?;
    assert!(rest["rows"].as_array().unwrap().len() < all["rows"].as_array().unwrap().len());
    Ok(())
}
