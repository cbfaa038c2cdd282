//! What a file must neither lose nor replace unnoticed.

use super::files::{facts, faults, import, quarter, template};
use crate::help::app::TestApp;
use crate::help::quarter::taken;
use anyhow::Result;
use reqwest::StatusCode;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::cell::Cell;
use std::time::Duration;
use tests::eventually;

#[track_caller]
fn one_fault(answer: (StatusCode, Value), line: u64, column: &str, code: &str) {
    let (status, body) = answer;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let found = faults(&body);
    let here = found
        .iter()
        .any(|it| it.1 == line && it.2 == column && it.3 == code);
    assert!(here, "no {code} at {column}{line}: {found:?}");
}

#[tokio::test]
async fn an_open_quote_swallows_nothing() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let text = "镇办,指标,值,备注\n罗村镇,2.3,97,\"见附件\n太河镇,2.3,98,\n西河镇,2.3,99,\n";
    one_fault(
        import(&zhaomin, &quarter, "", text.into()).await?,
        2,
        "",
        "open-quote",
    );
    assert!(facts(&zhaomin, &quarter).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_header_that_became_something_else_is_told() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write(0, 0, "镇办")?
        .write(0, 1, "2.3 强化帮办代办服务：指标值")?;
    sheet.write(0, 2, true)?;
    sheet
        .write(1, 0, "罗村镇")?
        .write(1, 1, 90)?
        .write(1, 2, 95)?;
    let answer = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    one_fault(answer, 1, "C", "unknown-column");
    assert!(facts(&zhaomin, &quarter).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn what_a_fact_rests_on_outlives_a_round_trip() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    for (row, columns, values) in [
        (
            "1.1",
            json!(["tier", "document"]),
            json!(["standard", "川政发1号"]),
        ),
        (
            "8.2.1",
            json!(["remark", "level", "points", "finding", "status"]),
            json!(["市局通报", "city", "", "", "pending"]),
        ),
    ] {
        let save = json!({"save": {"quarter": quarter, "row": row, "columns": columns,
            "strike": false, "lines": [{"town": "luocun", "slot": "", "seen": 0, "values": values}]}});
        let saved = zhaomin.call("save_facts", save).await?.unwrap();
        assert!(saved["at"].is_string(), "{saved}");
    }
    let file = String::from_utf8(template(&zhaomin, &quarter, "csv?filled=1").await?)?;
    let file = file
        .replace("标准型", "标杆型")
        .replace("待核查", "予以认定");
    let (status, body) = import(&zhaomin, &quarter, "", file.into()).await?;
    assert_eq!(
        (status, &body["taken"], &body["changed"]),
        (StatusCode::OK, &json!(2), &json!(2))
    );
    for (row, at, words, value) in [
        ("1.1", 1, "川政发1号", "benchmark"),
        ("8.2.1", 0, "市局通报", "city"),
    ] {
        let shown = zhaomin
            .call("facts", json!({"query": {"row": row}}))
            .await?
            .unwrap();
        let lines = shown["form"]["lines"].as_array().unwrap();
        let line = lines.iter().find(|it| it["town"] == "luocun").unwrap();
        assert_eq!(line["values"][at], words, "{row}");
        assert!(
            line["values"].as_array().unwrap().contains(&json!(value)),
            "{row}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_record_that_may_be_another_is_told() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let file = |id: &str| format!("镇办,指标,级别,编号\n罗村镇,8.2.1,city,{id}\n").into_bytes();
    let (status, _) = import(&zhaomin, &quarter, "", file("")).await?;
    assert_eq!(status, StatusCode::OK);
    let (status, body) = import(&zhaomin, &quarter, "", file("")).await?;
    assert_eq!((status, &body["taken"]), (StatusCode::OK, &json!(0)));
    assert_eq!(faults(&body)[0].3, "known", "{body}");
    // A record alike but for its number gets a question: a spreadsheet may have changed the number.
    let mangled = import(&zhaomin, &quarter, "?check=1", file("nov-1")).await?;
    one_fault(mangled, 2, "D", "same-but-number");
    let (_, body) = import(&zhaomin, &quarter, "?distinct=1", file("nov-1")).await?;
    assert_eq!(body["taken"], 1, "it is another one, as was said");
    assert_eq!(facts(&zhaomin, &quarter).await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_number_moves_no_claim_to_another_row() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let claim = json!([{"town": "luocun", "indicator": "8.1.3", "id": "c1", "matter": "m",
        "level": "city", "status": "pending"}]);
    taken(&zhaomin, &quarter, claim.clone()).await?;
    let text = "镇办,指标,事项,级别,编号\n罗村镇,8.1.1,m,city,c1\n";
    one_fault(
        import(&zhaomin, &quarter, "", text.into()).await?,
        2,
        "E",
        "id-taken",
    );
    assert_eq!(json!(facts(&zhaomin, &quarter).await?), claim);
    Ok(())
}

#[tokio::test]
async fn what_is_not_an_office_s_to_replace_is_told_at_its_line() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let sunmei = app.sign_in("sunmei").await?;
    let stands = json!([
        {"town": "luocun", "waive": "1.1", "points": "5", "reason": "正在验收"},
        {"town": "luocun", "indicator": "8.1.2", "id": "c9", "matter": "m", "level": "city",
         "status": "pending"},
    ]);
    taken(&zhaomin, &quarter, stands).await?;
    let text = "镇办,指标,值,事项,级别,编号\n太河镇,1.1,标准型\n罗村镇,1.1,标准型\n";
    let answer = import(&sunmei, &quarter, "", text.into()).await?;
    one_fault(answer, 3, "C", "supervisors-only");
    // A supervisor cannot replace a waiver by a value in a file either.
    one_fault(
        import(&zhaomin, &quarter, "", text.into()).await?,
        3,
        "C",
        "second",
    );
    assert_eq!(facts(&zhaomin, &quarter).await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn what_another_enters_meanwhile_is_not_lost() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let other = app.sign_in("zhaomin").await?;
    let month = |monthly: Value| json!([{"town": "luocun", "indicator": "6", "monthly": monthly}]);
    taken(&zhaomin, &quarter, month(json!(["90"]))).await?;
    // Long enough for somebody else to save while it is read.
    let first = (quarter[5..].parse::<u32>()? - 1) * 3 + 1;
    let mut text = format!("镇办,指标,项目,值\n罗村镇,6,{first}月,95\n");
    while text.len() < 3_000_000 {
        text.push_str("太河镇,2.3,指标值,\n");
    }
    let met = Cell::new(false);
    let enters = async {
        let mut last = json!(["90"]);
        for second in (0..100).cycle() {
            if met.get() {
                break;
            }
            last = json!(["90", second.to_string()]);
            taken(&other, &quarter, month(last.clone())).await?;
        }
        anyhow::Ok(last)
    };
    // Repeats until somebody saves while the file is read: then the file is refused.
    let imports = async {
        let what = "something is entered while a file is read";
        eventually(what, Duration::from_secs(60), async || {
            let (status, body) = import(&zhaomin, &quarter, "", text.clone().into()).await?;
            let refused = status == StatusCode::CONFLICT;
            assert!(refused || status == StatusCode::OK, "{body}");
            Ok(refused.then_some(()))
        })
        .await?;
        met.set(true);
        anyhow::Ok(())
    };
    let (last, ()) = tokio::try_join!(enters, imports)?;
    assert_eq!(facts(&zhaomin, &quarter).await?[0]["monthly"], last);
    // A file that was taken must have kept the second month as it was just before.
    let log = app.store.fact_log(&quarter).await?;
    let mut stood: Vec<_> = log.values(&"luocun".parse()?, "6").collect();
    stood.reverse();
    let stood: Vec<Value> = stood
        .iter()
        .map(|it| serde_json::from_str(it.fact.as_deref().unwrap_or_default()))
        .collect::<Result<_, _>>()?;
    for (before, after) in stood.iter().zip(&stood[1..]) {
        let (before, after) = (&before["monthly"], &after["monthly"]);
        if after[0] == "95" {
            assert_eq!(after[1], before[1], "{before} became {after}");
        }
    }
    Ok(())
}
