//! 数据填报: each family by the page's own functions (faults are in `faults`), who may enter which
//! row, and two people saving at once.

mod again;
mod offices;

use crate::help::app::TestApp;
use crate::help::entering::{form, page, quarter, save};
use crate::help::tablet::Tablet;
use anyhow::Result;
use serde_json::{Value, json};
use server::store::database;

fn row<'p>(page: &'p Value, id: &str) -> &'p Value {
    let rows = page["rows"].as_array().unwrap();
    rows.iter().find(|row| row["id"] == id).unwrap()
}

fn line<'p>(page: &'p Value, town: &str) -> &'p Value {
    let lines = page["form"]["lines"].as_array().unwrap();
    lines.iter().find(|line| line["town"] == town).unwrap()
}

#[track_caller]
fn is_saved(answer: &Value) {
    assert!(answer["at"].is_string(), "{answer}");
}

#[tokio::test]
async fn every_family_is_saved_and_shown_again() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let judges = ["judge-1", "judge-2", "judge-3", "judge-4", "judge-5"];
    for (row, columns, values) in [
        (
            "1.1",
            &["tier", "document"][..],
            &["standard", "川政发1号"][..],
        ),
        (
            "1.2",
            &["full_coverage", "benchmark_stations"],
            &["true", "2"],
        ),
        ("2.2", &["judgement"], &["2.5"]),
        ("2.3", &["metric"], &["87.5"]),
        ("3.1", &["rank"], &["3"]),
        (
            "6",
            &["month-1", "month-2", "month-3"],
            &["98", "97.5", "99"],
        ),
        ("showcase", &judges, &["90", "91", "92.5", "70", "100"]),
        (
            "8.1.3",
            &["matter", "level", "reads", "status"],
            &["经验做法", "wechat", "2000", "confirmed"],
        ),
        (
            "8.2.1",
            &["remark", "level", "points", "finding", "status"],
            &["通报", "discretionary", "2", "", "pending"],
        ),
        (
            "waivers",
            &["row", "points", "reason"],
            &["3.2", "2", "停用"],
        ),
    ] {
        let sent = form(&quarter, row, columns, &[("luocun", "", 0, values)]);
        let answer = save(&zhaomin, sent).await?;
        assert!(answer["at"].is_string(), "{row}: {answer}");
        let shown = page(&zhaomin, json!({ "row": row })).await?;
        let shown = line(&shown, "luocun");
        assert_eq!(shown["values"], json!(values), "{row}");
        assert_eq!(shown["history"].as_array().unwrap().len(), 1, "{row}");
    }
    let shown = page(&zhaomin, json!({ "row": "showcase" })).await?;
    assert_eq!(line(&shown, "luocun")["made"], "91.16666666666666666667");
    assert_eq!(row(&shown, "2.3")["entered"], 1);
    assert_eq!(row(&shown, "3.2")["entered"], 1, "a waiver fills its place");
    let rank = page(&zhaomin, json!({ "row": "3.2" })).await?;
    assert_eq!(line(&rank, "luocun")["waived"], "2");
    // Full-width digits of a Chinese keyboard are accepted.
    for (row, columns, values, kept) in [
        ("2.3", &["metric"][..], &["９１．５"][..], json!(["91.5"])),
        ("3.1", &["rank"], &["　４"], json!(["4"])),
    ] {
        let answer = save(
            &zhaomin,
            form(&quarter, row, columns, &[("taihe", "", 0, values)]),
        )
        .await?;
        assert!(answer["at"].is_string(), "{row}: {answer}");
        let shown = page(&zhaomin, json!({ "row": row })).await?;
        assert_eq!(line(&shown, "taihe")["values"], kept, "{row}");
    }
    Ok(())
}

#[tokio::test]
async fn last_quarter_s_tiers_are_offered() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut db = app.database().await?;
    database::query(
        "INSERT INTO quarters (district_id, quarter, table_sha256, open)
         SELECT district_id, '2022Q2', table_sha256, 1 FROM quarters WHERE quarter = $1",
    )
    .bind(&quarter)
    .execute(&mut db)
    .await?;
    let columns = ["tier", "document"];
    let before = form(
        "2022Q2",
        "1.1",
        &columns,
        &[("luocun", "", 0, &["standard", "验收1号"])],
    );
    is_saved(&save(&zhaomin, before).await?);
    let shown = page(&zhaomin, json!({"row": "1.1"})).await?;
    assert_eq!(shown["quarter"], json!(quarter));
    assert_eq!(
        (
            &line(&shown, "luocun")["earlier"],
            &shown["form"]["goes_on"]
        ),
        (
            &json!([["2022Q2", ["standard", "验收1号"]]]),
            &json!("2022Q2")
        )
    );
    assert_eq!(
        line(&shown, "luocun")["values"],
        json!(["", ""]),
        "offered, not entered"
    );
    assert_eq!(line(&shown, "taihe")["earlier"], json!([]));
    Ok(())
}

#[tokio::test]
async fn the_page_shows_the_form_before_any_program_runs() -> Result<()> {
    let app = TestApp::start().await?;
    let sunmei = app.sign_in("sunmei").await?;
    let cookie = format!("xuncha={}", sunmei.token.as_deref().unwrap());
    let shown = sunmei
        .http
        .get(sunmei.url("/facts?row=2.3"))
        .header("cookie", cookie);
    let text = shown.send().await?.text().await?;
    assert!(
        text.contains("facts-0-metric") && text.contains("罗村镇"),
        "{text}"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_no_choice_is_never_taken_for_no() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let columns = ["full_coverage", "benchmark_stations"];
    for (choice, fault) in [
        ("是", "unknown-choice"),
        ("", "missing"),
        ("0", "unknown-choice"),
    ] {
        let values: &[&str] = &[choice, "2"];
        let sent = form(&quarter, "1.2", &columns, &[("luocun", "1.2", 0, values)]);
        let answer = save(&zhaomin, sent).await?;
        assert_eq!(
            answer["faults"],
            json!([[0, "full_coverage", fault]]),
            "{choice}"
        );
    }
    let shown = page(&zhaomin, json!({"row": "1.2"})).await?;
    assert_eq!(line(&shown, "luocun")["values"], json!(["", ""]));
    Ok(())
}

/// Findings beside a form carry the words of either language, and their whole day.
#[tokio::test]
async fn findings_beside_a_form_are_told_in_either_language() -> Result<()> {
    let app = TestApp::start().await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "announced").await?;
    tablet
        .find(&app, &visit, "2.2/training-knowledge", 1)
        .await?;
    tablet.close(&app, &visit).await?;
    let english = "Training in the business lacking";
    let shown = page(&zhaomin, json!({"row": "2.2"})).await?;
    let found = &line(&shown, "luocun")["findings"][0];
    assert_eq!(found["name"], "业务知识培训不到位");
    assert_eq!(
        (&found["name_en"], &found["waits"]),
        (&json!(english), &json!(true))
    );
    let shown = page(&zhaomin, json!({"row": "8.2.1"})).await?;
    let found = &shown["form"]["findings"][0];
    assert_eq!(
        (&found["row"], &found["name_en"]),
        (&json!("2.2"), &json!(english))
    );
    assert_eq!(found["day"], app.now()[..10]);
    Ok(())
}
