//! Another district's table: the mean of sites, checkpoints that do not apply, prices by finder and
//! a gate, from the visit to the official scores and the town's card.

use crate::help::app::{TestApp, User, json_of};
use crate::help::deciding::{confirmed, decide, detail};
use crate::help::quarter::{current, put};
use crate::help::tablet::{Tablet, close, id, open};
use crate::rights::shown;
use anyhow::{Context, Result};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::ground::clock::Clock;
use tests::stores;

const PLAIN: &str = "rule = { family = \"deduct\" }";

/// The built-in table, changed as another district might.
fn table() -> String {
    let known = domain::table::builtin_files()[0].1;
    let rule = |text: String, row: &str, rule: &str| {
        let at = text.find(&format!("\nid = \"{row}\"\n")).unwrap();
        let (before, row) = text.split_at(at);
        format!("{before}{}", row.replacen(PLAIN, rule, 1))
    };
    let mean = "rule = { family = \"deduct\", across = \"mean\" }";
    let rescaled = "rule = { family = \"deduct\", rescale = true }";
    let text = rule(known.to_owned(), "1.3", mean);
    let text = rule(text, "2.1", rescaled);
    let attitude =
        "requirement_en = \"Friendly and sincere\"\napplies = \"both\"\nper = \"count\"\n";
    let priced = format!("{attitude}finders = {{ city-bureau = \"2\" }}\n");
    assert!(text.contains(attitude));
    let last = "[[indicators]]\nid = \"8.2.2\"";
    let gate = "[[indicators]]\nid = \"8.2.3\"\nsection = \"8.2\"\nrow = 22\nname = \"一票否决\"\npoints = \"0\"\n\
        standard = \"发生重大负面舆情的，不得评好。\"\nmethod = \"上级通报\"\noffice = \"政务服务管理科\"\n\n\
        [indicators.rule]\nfamily = \"gate\"\ncap_final = \"20\"\nbar = \"good\"\n\n";
    text.replace(attitude, &priced)
        .replace(last, &format!("{gate}{last}"))
}

async fn begun() -> Result<TestApp> {
    begun_with(table()).await
}

async fn begun_with(table: String) -> Result<TestApp> {
    let (data, clock) = (tempfile::tempdir()?, Clock::default());
    let file = data.path().join("xuncha.db");
    let store = stores::open(&file, clock.clone()).await?;
    let mut seed = server::demo::seed(&clock).await?;
    // Leaked on purpose: the text must live as long as the test process.
    let text: &'static str = Box::leak(table.into_boxed_str());
    seed.quarter = seed.quarter.map(|(quarter, _)| (quarter, text));
    assert!(store.seed(seed).await?);
    store.close().await?;
    TestApp::start_in(data, clock).await
}

async fn scores(user: &User, quarter: &str) -> Result<Value> {
    let path = format!("/api/v1/quarters/{quarter}/scores");
    let (status, scores) = json_of(user.request(Method::GET, &path).send().await?).await?;
    assert_eq!(status, StatusCode::OK, "{scores}");
    let towns = scores["towns"].as_array().context("no towns")?;
    let luocun = towns.iter().find(|it| it["id"] == "luocun");
    Ok(luocun.context("no town")?.clone())
}

fn points<'v>(rows: &'v Value, id: &str) -> &'v Value {
    let rows = rows.as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["id"] == id || row["line"]["id"] == id);
    let row = row.unwrap();
    if row["line"].is_null() {
        &row["points"]
    } else {
        &row["line"]["points"]
    }
}

#[tokio::test]
async fn what_another_table_asks_of_visits_is_scored_and_told() -> Result<()> {
    let app = begun().await?;
    let (zhaomin, luocun) = (app.sign_in("zhaomin").await?, app.sign_in("luocun").await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let quarter = current(&app).await?;

    // A visit by the city's bureau: one thing missing, one not applicable, one person unfriendly.
    let visit = id();
    let mut opened = open(&visit, "luocun-center", "announced");
    opened["open_visit"]["finder"] = json!("city-bureau");
    let op = tablet.op(&app, opened);
    tablet.apply(&app, &[op]).await?;
    let not_applicable = json!({"answer": {
        "visit": visit, "checkpoint": "2.1/sign", "answer": "not-applicable",
    }});
    let op = tablet.op(&app, not_applicable);
    tablet.apply(&app, &[op]).await?;
    let mut found = Vec::new();
    for checkpoint in ["1.3/wheelchair", "2.1/desks", "5.1/attitude"] {
        found.push(tablet.find(&app, &visit, checkpoint, 1).await?);
    }
    tablet.close(&app, &visit).await?;
    // A station without findings, and a station visited unannounced.
    for (site, form) in [
        ("luocun-daowo", "announced"),
        ("luocun-nanhan", "unannounced"),
    ] {
        let visit = tablet.visit(&app, site, form).await?;
        let op = tablet.op(&app, close(&visit));
        tablet.apply(&app, &[op]).await?;
    }
    for finding in &found {
        decide(&zhaomin, finding, 1, confirmed(), json!({}))
            .await?
            .unwrap();
    }

    let official = scores(&zhaomin, &quarter).await?;
    let rows = &official["indicators"];
    // 1.3: a third of one point. 2.1: one of the nine checkpoints that apply, of ten. 5.1: two
    // points, the city bureau's price.
    assert_eq!(points(rows, "1.3"), "3.6666666667");
    assert_eq!(points(rows, "2.1"), "4.8888888889");
    assert_eq!(points(rows, "5.1"), "3");
    let card = luocun
        .call("scorecard", json!({"town": null}))
        .await?
        .unwrap();
    // The town's card averages two sites: the third would reveal the hidden visit.
    assert_eq!(points(&card["rows"], "1.3"), "3.5");
    assert_eq!(points(&card["rows"], "2.1"), "4.89");
    assert_eq!(points(&card["rows"], "5.1"), "3");
    // The reviewer sees the row with its official points.
    let shown = detail(&zhaomin, &found[0]).await?;
    assert_eq!(shown["row_now"]["points"], "3.67", "{shown}");

    // The gate limits the total to 20 and bars the town from 好.
    let facts = json!([
        {"town": "luocun", "showcase": "100"},
        {"town": "luocun", "indicator": "8.2.3", "shut": true},
    ]);
    let (status, text) = put(&zhaomin, &quarter, &facts).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
    let official = scores(&zhaomin, &quarter).await?;
    assert_eq!(
        (&official["final"], &official["good"]),
        (&json!("20"), &json!(false))
    );
    let gates = official["gates"].as_array().context("no gates")?;
    let takes: Vec<_> = gates.iter().map(|it| &it["takes"]).collect();
    assert_eq!(takes, ["final", "good"]);
    let trace = json!({"quarter": null, "town": "luocun", "indicator": "8.2.3"});
    let trace = zhaomin.call("score_trace", trace).await?.unwrap();
    let does = trace["lines"].as_array().context("no lines")?.iter();
    let does: Vec<_> = does
        .map(|it| it["source"]["gate"]["does"].clone())
        .collect();
    assert_eq!(
        does,
        [Value::Null, json!("final"), json!("good")],
        "{trace}"
    );
    let path = format!("/api/v1/quarters/{quarter}/export/evaluation.xlsx");
    let sheets = zhaomin.request(Method::GET, &path).send().await?;
    assert_eq!(sheets.status(), StatusCode::OK);
    Ok(())
}

/// A gate that takes all points of a row, while the quarter is still open.
#[tokio::test]
async fn a_town_sees_at_once_what_a_gate_takes_of_a_row() -> Result<()> {
    let effects = "cap_final = \"20\"\nbar = \"good\"";
    assert!(table().contains(effects));
    let app = begun_with(table().replace(effects, "zero = [\"5.1\"]")).await?;
    let (zhaomin, luocun) = (app.sign_in("zhaomin").await?, app.sign_in("luocun").await?);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    let finding = tablet.find(&app, &visit, "5.1/dirty-hall", 1).await?;
    tablet.close(&app, &visit).await?;
    decide(&zhaomin, &finding, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    let card = async || luocun.call("scorecard", json!({"town": null})).await;
    let before = card().await?.unwrap();
    assert_eq!(points(&before["rows"], "5.1"), "4");
    let quarter = current(&app).await?;
    let facts = json!([{"town": "luocun", "indicator": "8.2.3", "shut": true}]);
    let (status, text) = put(&zhaomin, &quarter, &facts).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
    let official = scores(&zhaomin, &quarter).await?;
    assert_eq!(points(&official["indicators"], "5.1"), "0");
    let after = card().await?.unwrap();
    assert_eq!(after["state"], "open");
    assert_eq!(points(&after["rows"], "5.1"), "0", "{after}");
    assert_eq!(
        points(&after["rows"], "1.3"),
        points(&before["rows"], "1.3")
    );
    assert_eq!(
        (&after["deducted"], &after["pending"]),
        (&json!("5"), &json!("0"))
    );
    let (_, page) = shown(&luocun, "/town").await?;
    assert!(page.contains("8.2.3 一票否决，本项不得分"), "{page}");
    let path = format!("/api/v1/quarters/{quarter}/towns/luocun/deductions.xlsx");
    let sheet = luocun.request(Method::GET, &path).send().await?;
    assert_eq!(sheet.status(), StatusCode::OK);
    Ok(())
}
