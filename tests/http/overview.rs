//! 概览: each role sees what needs it, and nothing else.

use crate::help::app::{TestApp, User};
use crate::help::deciding::{confirmed, decide};
use crate::help::tablet::Tablet;
use crate::rights::shown;
use anyhow::{Context, Result};
use serde_json::{Value, json};

async fn overview(user: &User) -> Result<Value> {
    let shown = user.call("overview", json!({})).await?;
    shown.map_err(|error| anyhow::anyhow!("{error}"))
}

/// The count of an item that waits for the person; `None` if the overview does not list it.
fn waits(overview: &Value, what: &str) -> Option<u64> {
    let needs = overview["needs"].as_array()?;
    let found = needs.iter().find(|it| it["what"] == what)?;
    found["count"].as_u64()
}

#[tokio::test]
async fn each_role_is_told_what_waits_for_it() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let luocun = app.sign_in("luocun").await?;
    let before = overview(&zhaomin).await?;
    assert_eq!(waits(&before, "review"), Some(0), "{before}");
    assert_eq!(waits(&before, "unvisited"), Some(13));

    let began = app.now();
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let seen = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &seen, "1.3/wheelchair", 1).await?;
    tablet.find(&app, &seen, "5.1/dirty-hall", 1).await?;
    tablet.close(&app, &seen).await?;
    let hidden = tablet.visit(&app, "luocun-daowo", "unannounced").await?;
    tablet.find(&app, &hidden, "5.1/dirty-hall", 1).await?;
    tablet.close(&app, &hidden).await?;

    let now = overview(&zhaomin).await?;
    assert_eq!(waits(&now, "review"), Some(3), "{now}");
    let since = now["needs"][0]["since"].as_str().context("no time")?;
    assert!(
        (began.as_str()..=app.now().as_str()).contains(&since),
        "{since}"
    );
    assert_eq!(waits(&now, "hidden"), Some(1));
    assert_eq!(waits(&now, "unvisited"), Some(12));
    let rows = now["findings"].as_array().context("no rows")?;
    let rows: Vec<_> = rows.iter().map(|it| (&it["id"], &it["count"])).collect();
    assert_eq!(
        rows,
        [(&json!("1.3"), &json!(1)), (&json!("5.1"), &json!(2))]
    );
    let towns = now["coverage"].as_array().context("no towns")?;
    let town = towns.iter().find(|it| it["town"] == "罗村镇");
    assert_eq!(town.context("no town")?["visited"], 2);
    assert_eq!(now["totals"].as_array().map(Vec::len), Some(13));

    // A town's counts come from its own card only.
    let own = overview(&luocun).await?;
    assert_eq!(waits(&own, "pending"), Some(2), "{own}");
    assert_eq!(waits(&own, "deductions"), Some(0));
    assert_eq!(waits(&own, "review"), None);
    assert_eq!((&own["totals"], &own["coverage"]), (&json!([]), &json!([])));
    let decided = decide(&zhaomin, &finding, 1, confirmed(), json!({})).await?;
    decided.map_err(|error| anyhow::anyhow!("{error}"))?;
    let own = overview(&luocun).await?;
    assert_eq!(waits(&own, "deductions"), Some(1), "{own}");
    assert_eq!(waits(&own, "pending"), Some(1));
    assert_eq!(waits(&overview(&zhaomin).await?, "review"), Some(2));

    // An office counts its own rows, a supervisor those of every office.
    let office = overview(&app.sign_in("wufang").await?).await?;
    let own = waits(&office, "rows").context("no rows")?;
    let all = waits(&now, "rows").context("no rows")?;
    assert!(0 < own && own < all, "{own} of {all}");
    assert_eq!(waits(&office, "review"), None);
    let auditor = overview(&app.sign_in("qianjian").await?).await?;
    assert_eq!(waits(&auditor, "rows"), Some(all));
    let admin = overview(&app.sign_in("admin").await?).await?;
    assert_eq!(waits(&admin, "uninvited"), Some(0));
    assert_eq!(waits(&admin, "review"), None);
    // Where there was never a backup, none is overdue.
    assert_eq!(waits(&admin, "first-backup"), Some(1), "there is none");
    assert_eq!(waits(&admin, "backup"), None);
    assert_eq!(waits(&admin, "failed-sign-ins"), Some(0));
    let wrong = app.anyone().open_session("admin", "not this one").await?;
    assert_eq!(wrong.status(), reqwest::StatusCode::UNAUTHORIZED);
    let told = overview(&app.sign_in("admin").await?).await?;
    assert_eq!(waits(&told, "failed-sign-ins"), Some(1), "{told}");
    let lixia = app.sign_in("lixia").await?;
    let refused = lixia.call("overview", json!({})).await?;
    assert_eq!(refused, Err(json!({"kind": "forbidden"})));
    Ok(())
}

/// In an office's first quarter there is nothing to compare with, and the bars have a scale.
#[tokio::test]
async fn the_charts_say_what_they_show() -> Result<()> {
    let app = TestApp::start().await?;
    let (_, page) = shown(&app.sign_in("zhaomin").await?, "/overview").await?;
    assert!(page.contains("按名次排列。横条左端为"), "{page}");
    assert!(!page.contains("竖线是上一季度"), "{page}");
    assert!(!page.contains("备份已逾期"), "{page}");
    Ok(())
}
