//! Each way in which a town could infer a visit hidden from it, one by one; `non_interference`
//! tries them all at once.

use crate::help::app::{TestApp, User, json_of};
use crate::help::deciding::{confirmed, decide};
use crate::help::entering::{form, page, save};
use crate::help::quarter::{current, put};
use crate::help::tablet::Tablet;
use anyhow::{Context, Result};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn card(user: &User) -> Result<Value> {
    let card = user.call("scorecard", json!({"town": null})).await?;
    card.map_err(|error| anyhow::anyhow!("{error}"))
}

async fn enter(user: &User, quarter: &str, facts: Value) -> Result<()> {
    let (status, text) = put(user, quarter, &facts).await?;
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
    Ok(())
}

/// Adds a file; returns its address and the address of the list.
async fn file(user: &User, quarter: &str, slot: &str) -> Result<(String, String)> {
    let list = format!("/api/v1/quarters/{quarter}/evidence/luocun/{slot}");
    let request = user
        .request(Method::POST, &list)
        .header("x-file-name", "a.pdf");
    let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec();
    let (_, body) = json_of(request.body(pdf).send().await?).await?;
    let id = body["id"].as_str().context("id")?;
    Ok((format!("/api/v1/evidence/{id}"), list))
}

async fn status(user: &User, path: &str) -> Result<StatusCode> {
    Ok(user.request(Method::GET, path).send().await?.status())
}

fn record(finding: &str, status: &str) -> Value {
    json!([{"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3",
        "finding": finding, "status": status}])
}

/// The number of lines on the card for a row that facts score.
fn lines(card: &Value, row: &str) -> usize {
    let rows = card["entered"].as_array().unwrap();
    let row = rows.iter().find(|it| it["column"]["id"] == row).unwrap();
    row["lines"].as_array().unwrap().len()
}

/// An unannounced visit hidden from the town, and the town's card from before the visit.
struct Hidden {
    app: TestApp,
    zhaomin: User,
    luocun: User,
    quarter: String,
    before: Value,
    tablet: Tablet,
    visit: String,
}

impl Hidden {
    async fn begin() -> Result<Self> {
        let app = TestApp::start().await?;
        let zhaomin = app.sign_in("zhaomin").await?;
        let luocun = app.sign_in("luocun").await?;
        let mut tablet = Tablet::of(&app, "lixia").await?;
        let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
        Ok(Self {
            zhaomin,
            quarter: current(&app).await?,
            before: card(&luocun).await?,
            luocun,
            tablet,
            visit,
            app,
        })
    }
}

#[tokio::test]
async fn a_penalty_stays_hidden_when_its_finding_is_withdrawn() -> Result<()> {
    let Hidden {
        app,
        zhaomin,
        luocun,
        quarter,
        before,
        mut tablet,
        visit,
    } = Hidden::begin().await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    tablet.close(&app, &visit).await?;
    enter(&zhaomin, &quarter, record(&finding, "confirmed")).await?;
    let (content, list) = file(&zhaomin, &quarter, "p1").await?;
    let withdrawal = json!({"withdraw_finding": {"finding": finding, "visit": visit}});
    let op = tablet.op(&app, withdrawal);
    tablet.apply(&app, &[op]).await?;
    assert_eq!(card(&luocun).await?, before);
    assert_eq!(status(&luocun, &content).await?, StatusCode::NOT_FOUND);
    let none = list.replace("/p1", "/none");
    assert_eq!(status(&luocun, &list).await?, status(&luocun, &none).await?);
    zhaomin
        .call("release", json!({"visit": visit}))
        .await?
        .unwrap();
    assert_eq!(lines(&card(&luocun).await?, "8.2.2"), 1);
    assert_eq!(status(&luocun, &content).await?, StatusCode::OK);
    Ok(())
}

/// An office's correction must not tell the town either: neither of a record, in whose form the
/// withdrawn finding no longer shows, nor of a judgement entered again.
#[tokio::test]
async fn what_rested_on_a_hidden_finding_stays_hidden_when_it_is_corrected() -> Result<()> {
    let Hidden {
        app,
        zhaomin,
        luocun,
        quarter,
        before,
        mut tablet,
        visit,
    } = Hidden::begin().await?;
    let finding = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
    let judged = tablet.find(&app, &visit, "2.2/first-asked", 1).await?;
    tablet.close(&app, &visit).await?;
    enter(&zhaomin, &quarter, record(&finding, "pending")).await?;
    let judgement =
        |points: &str| json!([{"town": "luocun", "indicator": "2.2", "judgement": points}]);
    enter(&zhaomin, &quarter, judgement("2")).await?;
    for id in [&finding, &judged] {
        let withdrawal = json!({"withdraw_finding": {"finding": id, "visit": visit}});
        let op = tablet.op(&app, withdrawal);
        tablet.apply(&app, &[op]).await?;
    }
    let penalty = ["remark", "points", "finding", "status"];
    for (row, slot, columns, values) in [
        (
            "8.2.2",
            "p1",
            &penalty[..],
            &["被通报批评", "3", "", "confirmed"][..],
        ),
        ("2.2", "2.2", &["judgement"], &["3"]),
    ] {
        let shown = page(&zhaomin, json!({ "row": row })).await?;
        let lines = shown["form"]["lines"].as_array().context("lines")?;
        let line = lines.iter().find(|line| line["town"] == "luocun");
        let seen = line.context("line")?["seen"].as_u64().context("seen")?;
        let corrected = form(&quarter, row, columns, &[("luocun", slot, seen, values)]);
        let saved = save(&zhaomin, corrected).await?;
        assert!(saved["at"].is_string(), "{saved}");
    }
    let (content, _) = file(&zhaomin, &quarter, "p1").await?;
    assert_eq!(card(&luocun).await?, before);
    assert_eq!(status(&luocun, &content).await?, StatusCode::NOT_FOUND);
    zhaomin
        .call("release", json!({"visit": visit}))
        .await?
        .unwrap();
    let shown = card(&luocun).await?;
    assert_eq!((lines(&shown, "8.2.2"), lines(&shown, "2.2")), (1, 1));
    assert_eq!(status(&luocun, &content).await?, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_judgement_of_0_stays_when_a_hidden_finding_is_confirmed() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let luocun = app.sign_in("luocun").await?;
    let nothing = json!([{"town": "luocun", "indicator": "2.2", "judgement": "0"}]);
    enter(&zhaomin, &quarter, nothing).await?;
    let before = card(&luocun).await?;
    assert_eq!(lines(&before, "2.2"), 1);
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
    let finding = tablet.find(&app, &visit, "2.2/first-asked", 1).await?;
    tablet.close(&app, &visit).await?;
    decide(&zhaomin, &finding, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    assert_eq!(card(&luocun).await?, before);
    // The district no longer counts the judgement; nor does the town, once the release shows it
    // why.
    zhaomin
        .call("release", json!({"visit": visit}))
        .await?
        .unwrap();
    assert_eq!(lines(&card(&luocun).await?, "2.2"), 0);
    Ok(())
}

#[tokio::test]
async fn a_judgement_on_hidden_findings_alone_is_held_back_and_the_office_hears_of_it() -> Result<()>
{
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let luocun = app.sign_in("luocun").await?;
    let first = json!([{"town": "luocun", "indicator": "2.2", "judgement": "2"}]);
    enter(&zhaomin, &quarter, first).await?;
    let before = card(&luocun).await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
    tablet.find(&app, &visit, "2.2/first-asked", 1).await?;
    tablet.close(&app, &visit).await?;
    // The town keeps what it saw before. It does not see what is entered because of the hidden
    // finding.
    assert_eq!(card(&luocun).await?, before);
    let more = json!([{"town": "luocun", "indicator": "2.2", "judgement": "3"}]);
    enter(&zhaomin, &quarter, more).await?;
    let (content, _) = file(&zhaomin, &quarter, "2.2").await?;
    assert_eq!(card(&luocun).await?, before);
    assert_eq!(status(&luocun, &content).await?, StatusCode::NOT_FOUND);
    let held = async || -> Result<Value> {
        let shown = page(&zhaomin, json!({"row": "2.2"})).await?;
        let lines = shown["form"]["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["town"] == "luocun").unwrap();
        Ok(line["held"].clone())
    };
    assert_eq!(held().await?, true);
    zhaomin
        .call("release", json!({"visit": visit}))
        .await?
        .unwrap();
    assert_eq!(held().await?, false);
    let text = card(&luocun).await?.to_string();
    assert!(
        text.contains("\"kind\":\"judgement\",\"text\":\"3\""),
        "{text}"
    );
    assert_eq!(status(&luocun, &content).await?, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn evidence_of_what_was_taken_back_is_not_the_towns() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(&app).await?);
    let luocun = app.sign_in("luocun").await?;
    let mut record = record("", "confirmed");
    record[0].as_object_mut().unwrap().remove("finding");
    enter(&zhaomin, &quarter, record).await?;
    let (content, list) = file(&zhaomin, &quarter, "p1").await?;
    // Sent again because the answer was lost: no second file.
    assert_eq!(file(&zhaomin, &quarter, "p1").await?.0, content);
    assert_eq!(status(&luocun, &content).await?, StatusCode::OK);
    let shown = page(&zhaomin, json!({"row": "8.2.2"})).await?;
    let seen = shown["form"]["lines"][0]["seen"].as_u64().context("seen")?;
    let columns = ["remark", "points", "finding", "status"];
    let values: &[&str] = &["", "", "", ""];
    let gone = form(
        &quarter,
        "8.2.2",
        &columns,
        &[("luocun", "p1", seen, values)],
    );
    assert!(save(&zhaomin, gone).await?["at"].is_string());
    assert_eq!(status(&luocun, &content).await?, StatusCode::NOT_FOUND);
    assert_eq!(status(&luocun, &list).await?, StatusCode::FORBIDDEN);
    Ok(())
}
