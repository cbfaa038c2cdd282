//! Changes to the registry leave the past as it was.

use super::save;
use crate::help::app::TestApp;
use crate::help::tablet::{Tablet, picture};
use anyhow::{Context, Result, ensure};
use serde_json::json;

/// Renaming, moving or closing something leaves earlier quarters and visits as they were.
#[tokio::test]
async fn what_changes_in_the_registry_leaves_what_was() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-daowo", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    // Moved to another town: earlier findings stay with the old town.
    let moved = [
        ("id", "luocun-daowo"),
        ("name", "道沃村便民服务站"),
        ("town", "hongshan"),
        ("kind", "station"),
    ];
    assert_eq!(save(&admin, "sites", false, &moved).await?, json!([]));
    tablet.attach(&app, &visit, &finding, &picture()).await?;
    tablet.close(&app, &visit).await?;
    let page = crate::help::deciding::detail(&zhaomin, &finding).await?;
    assert_eq!(page["item"]["town_name"], "罗村镇", "{page}");
    let row = tablet
        .user
        .row("site", "luocun-daowo")
        .await?
        .context("no site")?;
    assert_eq!(row["town"], "hongshan");
    // Closed: the tablet gets the news.
    let closed = [
        ("id", "luocun-nanhan"),
        ("name", "罗村镇南韩村便民服务站"),
        ("town", "luocun"),
        ("kind", "station"),
        ("state", "closed"),
    ];
    assert_eq!(save(&admin, "sites", false, &closed).await?, json!([]));
    let row = tablet
        .user
        .row("site", "luocun-nanhan")
        .await?
        .context("no site")?;
    assert_eq!(row["closed"], true);
    // A closed quarter keeps its towns.
    let past = [
        ("id", "luocun"),
        ("name", "罗村镇"),
        ("closed_from", "2020Q1"),
    ];
    let past = save(&admin, "towns", false, &past).await?;
    assert_eq!(
        (&past[0]["field"], &past[0]["code"]),
        (&json!("closed_from"), &json!("closed-past"))
    );
    // Renamed and closed from given quarters on.
    let now = app
        .store
        .quarters()
        .await?
        .current()
        .context("no quarter")?
        .quarter;
    let next = now.next().to_string();
    let renamed = [
        ("id", "luocun"),
        ("name", "新罗村镇"),
        ("kind", "town"),
        ("order", "9"),
        ("closed_from", &*next),
        ("merged_into", "hongshan"),
    ];
    assert_eq!(save(&admin, "towns", false, &renamed).await?, json!([]));
    let names = async |quarter: domain::time::Quarter| -> Result<Vec<String>> {
        let towns = app.store.towns_in(quarter).await?;
        Ok(towns.into_iter().map(|it| it.name).collect())
    };
    ensure!(names(now).await?.contains(&"新罗村镇".to_owned()));
    ensure!(
        !names(now.next())
            .await?
            .iter()
            .any(|it| it.contains("罗村"))
    );
    let before: domain::time::Quarter = "2020Q1".parse()?;
    ensure!(names(before).await?.contains(&"罗村镇".to_owned()));

    // The first town in the lists closes from this quarter on: every page works without it.
    let first = [
        ("id", "banyanglu"),
        ("name", "般阳路街道"),
        ("closed_from", &*now.to_string()),
    ];
    assert_eq!(save(&admin, "towns", false, &first).await?, json!([]));
    for (function, body) in [
        ("scorecard", json!({"town": null, "quarter": null})),
        ("scores", json!({"quarter": null})),
        ("quarter", json!({"quarter": null})),
        ("bulletin", json!({"quarter": null})),
        ("simulation", json!({"quarter": null})),
        ("facts", json!({"query": {"quarter": null, "row": "2.2"}})),
        ("plan", json!({})),
        ("year", json!({"year": 2026})),
    ] {
        let shown = zhaomin.call(function, body).await?;
        let text = shown
            .map_err(|error| anyhow::anyhow!("{function}: {error}"))?
            .to_string();
        // Only the plan may still name it; no page about the evaluation does.
        ensure!(
            !text.contains("般阳路街道\"") || function == "plan",
            "{function}: {text}"
        );
    }
    Ok(())
}
