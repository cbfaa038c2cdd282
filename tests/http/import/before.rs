//! A file written before others entered something: importing it undoes nothing unnoticed.

use super::files::{facts, faults, import, metrics, quarter, template, words};
use crate::help::app::TestApp;
use anyhow::{Context, Result};
use calamine::{Data, Range, Reader, Xlsx};
use reqwest::StatusCode;
use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::json;
use std::io::Cursor;

const ROW: &str = "3.3 推进电子证照应用：指标值";

/// A sheet that an office makes for itself.
fn own(values: &[(&str, f64)]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "镇办")?.write(0, 1, ROW)?;
    for (line, (town, value)) in (1..).zip(values) {
        sheet.write(line, 0, *town)?.write(line, 1, *value)?;
    }
    Ok(book.save_to_buffer()?)
}

/// A file of this server with changed cells: `typed` returns the new text by sheet and old text,
/// and `more` writes whatever else a sheet gets.
fn typed_in(
    file: &[u8],
    typed: impl Fn(&str, &str) -> Option<String>,
    more: impl Fn(&Range<Data>, &mut Worksheet) -> Result<()>,
) -> Result<Vec<u8>> {
    let mut from: Xlsx<_> = Xlsx::new(Cursor::new(file.to_vec()))?;
    let mut book = Workbook::new();
    for name in from.sheet_names() {
        let range = from.worksheet_range(&name)?;
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        for (line, column, cell) in range.used_cells() {
            let (line, column) = (u32::try_from(line)?, u16::try_from(column)?);
            let text = cell.to_string();
            match (typed(&name, &text), cell) {
                (Some(typed), _) => sheet.write(line, column, typed)?,
                (None, Data::Float(number)) => sheet.write(line, column, *number)?,
                (None, _) => sheet.write(line, column, text)?,
            };
        }
        more(&range, sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

/// The file with changed cells: sheet, old text, new text.
fn changed(file: &[u8], cells: &[(&str, &str, &str)]) -> Result<Vec<u8>> {
    let typed = |name: &str, text: &str| {
        let found = cells.iter().find(|it| it.0 == name && it.1 == text);
        found.map(|(.., typed)| (*typed).to_owned())
    };
    typed_in(file, typed, |_, _| Ok(()))
}

/// The file with a value put into the line of `town`, below the head that begins with `head`.
fn put(file: &[u8], town: &str, head: &str, value: f64) -> Result<Vec<u8>> {
    let more = |range: &Range<Data>, sheet: &mut Worksheet| {
        let starts = |cell: &Data, words: &str| cell.to_string().starts_with(words);
        let mut heads = range.used_cells();
        let mut towns = range.used_cells();
        let column = heads.find(|(.., cell)| starts(cell, head));
        let line = towns.find(|(_, column, cell)| *column == 0 && starts(cell, town));
        if let (Some((_, column, _)), Some((line, ..))) = (column, line) {
            sheet.write(u32::try_from(line)?, u16::try_from(column)?, value)?;
        }
        Ok(())
    };
    typed_in(file, |_, _| None, more)
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(town, value): &(&str, &str)| ((*town).to_owned(), (*value).to_owned());
    all.iter().map(own).collect()
}

#[tokio::test]
async fn monday_s_file_does_not_undo_tuesday_s_correction() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let (status, body) = import(
        &zhaomin,
        &quarter,
        "",
        own(&[("罗村镇", 80.0), ("洪山镇", 79.0), ("太河镇", 81.0)])?,
    )
    .await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let told = words(&body, "new-many")?;
    assert!(
        told.contains("3.3：新填报 3 项") && told.contains("罗村镇 80"),
        "{told}"
    );
    let (_, body) = import(&zhaomin, &quarter, "", own(&[("罗村镇", 96.0)])?).await?;
    let told = words(&body, "changed")?;
    assert!(told.contains("罗村镇：80 更正为 96（原由赵敏于 "), "{told}");

    // Her own sheet has no time of writing: it brings an old value back to a corrected cell, which
    // counts as old.
    let again = own(&[("罗村镇", 80.0), ("洪山镇", 88.8), ("太河镇", 81.0)])?;
    let (status, body) = import(&zhaomin, &quarter, "", again).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(
        (
            &body["taken"],
            &body["changed"],
            &body["old"],
            &body["unchanged"]
        ),
        (&json!(1), &json!(1), &json!(1), &json!(1)),
        "{body}"
    );
    let told = words(&body, "old")?;
    assert!(
        told.contains("3.3 罗村镇：“80”是旧值")
            && told.contains("赵敏已于 ")
            && told.contains("“96”"),
        "{told}"
    );
    assert_eq!(
        metrics(&zhaomin, &quarter).await?,
        pairs(&[("hongshan", "88.8"), ("luocun", "96"), ("taihe", "81")])
    );
    // A value that was cleared does not come back either.
    let stands = zhaomin
        .call("facts", json!({"query": {"row": "3.3"}}))
        .await?
        .unwrap();
    let line = stands["form"]["lines"].as_array().unwrap().iter();
    let line = line
        .clone()
        .find(|it| it["town"] == "taihe")
        .unwrap()
        .clone();
    let save = json!({"save": {"quarter": quarter, "row": "3.3", "columns": ["metric"],
        "strike": false, "lines": [{"town": "taihe", "slot": line["slot"], "seen": line["seen"],
        "values": [""]}]}});
    let saved = zhaomin.call("save_facts", save).await?.unwrap();
    assert!(saved["at"].is_string(), "{saved}");
    let (_, body) = import(&zhaomin, &quarter, "", own(&[("太河镇", 81.0)])?).await?;
    assert_eq!(
        (&body["taken"], &body["old"]),
        (&json!(0), &json!(1)),
        "{body}"
    );
    words(&body, "old-gone")?;
    Ok(())
}

#[tokio::test]
async fn a_file_with_what_stood_says_only_what_was_changed_in_it() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let claim = "镇办,指标,事项,级别,编号,状态\n罗村镇,8.1.3,甲经验被报道,省级主流媒体,a1,待核查\n\
        罗村镇,8.1.3,乙经验被报道,省级主流媒体,b1,待核查\n";
    import(&zhaomin, &quarter, "", claim.into()).await?;
    let values = own(&[("罗村镇", 80.5), ("洪山镇", 79.5), ("太河镇", 81.5)])?;
    import(&zhaomin, &quarter, "", values).await?;
    let monday = template(&zhaomin, &quarter, "xlsx?filled=1").await?;

    // Tuesday: a value is corrected and a claim is confirmed.
    let (_, body) = import(&zhaomin, &quarter, "", own(&[("罗村镇", 96.0)])?).await?;
    assert_eq!(body["taken"], 1, "{body}");
    let confirmed = claim.replace("b1,待核查", "b1,予以认定");
    let (_, body) = import(&zhaomin, &quarter, "", confirmed.into()).await?;
    assert_eq!(body["taken"], 1, "{body}");

    // Monday's file with another town's value changed: only that value is taken.
    let file = changed(&monday, &[("数值", "79.5", "88.8")])?;
    let (status, body) = import(&zhaomin, &quarter, "", file).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(
        (&body["taken"], &body["as_written"]),
        (&json!(1), &json!(4)),
        "{body}"
    );
    assert_eq!(
        metrics(&zhaomin, &quarter).await?,
        pairs(&[("hongshan", "88.8"), ("luocun", "96"), ("taihe", "81.5")])
    );
    let claims = facts(&zhaomin, &quarter).await?;
    let b1 = claims
        .iter()
        .find(|it| it["id"] == "b1")
        .context("no claim")?;
    assert_eq!(b1["status"], "confirmed");

    // A cell that both sides changed is a conflict that names both values, and nothing in the file
    // is taken.
    let file = changed(
        &monday,
        &[
            ("数值", "80.5", "70"),
            ("数值", "81.5", "60"),
            ("加分", "乙经验被报道", "丙经验被报道"),
        ],
    )?;
    let (status, body) = import(&zhaomin, &quarter, "", file).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let codes: Vec<String> = faults(&body).into_iter().map(|it| it.3).collect();
    assert_eq!(codes, ["conflict", "conflict"], "{body}");
    let told = words(&body, "conflict")?;
    assert!(
        told.contains("“70”") && told.contains("赵敏已于 ") && told.contains("“96”"),
        "{told}"
    );
    assert_eq!(metrics(&zhaomin, &quarter).await?.len(), 3);

    // The text file carries the same stamp, also after a spreadsheet has changed its numbers to
    // text.
    let text = String::from_utf8(template(&zhaomin, &quarter, "csv?filled=1").await?)?;
    let (_, body) = import(&zhaomin, &quarter, "", own(&[("罗村镇", 97.0)])?).await?;
    assert_eq!(body["taken"], 1);
    assert!(text.contains("'a1") && text.contains("底稿编号"), "{text}");
    let (status, body) = import(&zhaomin, &quarter, "", text.clone().into()).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(0)),
        "{body}"
    );
    let text = text.replace(",指标值,96,", ",指标值,95,");
    let (_, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    words(&body, "conflict")?;

    // A file of another quarter or of another server is refused.
    for (stamp, code) in [
        ("2019Q1-3".to_owned(), "other-quarter"),
        (format!("{quarter}-99999999"), "unknown-stamp"),
    ] {
        let text = format!("镇办,指标,值,备注（底稿编号 {stamp}）\n太河镇,风采展示,90,\n");
        let (status, body) = import(&zhaomin, &quarter, "", text.into()).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        words(&body, code)?;
    }
    Ok(())
}

#[tokio::test]
async fn a_hidden_sheet_is_passed_over_and_told() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut book = Workbook::new();
    for (name, value) in [("数值", 97.5), ("旧数", 12.0), ("hiddenSheet1", 1.0)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        match name {
            "hiddenSheet1" => sheet.set_very_hidden(true).write(0, 0, "罗村镇")?,
            _ => sheet
                .write(0, 0, "镇办")?
                .write(0, 1, ROW)?
                .write(1, 0, "罗村镇")?
                .write(1, 1, value)?,
        };
        if name == "旧数" {
            sheet.set_hidden(true);
        }
    }
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(1)),
        "{body}"
    );
    let told: Vec<_> = faults(&body)
        .into_iter()
        .filter(|it| it.3 == "hidden-sheet")
        .map(|it| it.0)
        .collect();
    assert_eq!(told, ["旧数", "hiddenSheet1"]);
    assert_eq!(
        metrics(&zhaomin, &quarter).await?,
        pairs(&[("luocun", "97.5")])
    );
    Ok(())
}

#[tokio::test]
async fn one_matter_or_record_is_entered_once_however_it_is_written() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let claim = |matter: &str| {
        let head = "镇办\t指标\t事项\t级别";
        format!("{head}\n罗村镇\t8.1.3 宣传\t{matter}\t省级主流媒体\n").into_bytes()
    };
    import(
        &zhaomin,
        &quarter,
        "",
        claim("“一件事一次办”经验被《大众日报》报道"),
    )
    .await?;
    let again = claim("＂一件事一次办＂经验被《大众日报》 报道。");
    let (status, body) = import(&zhaomin, &quarter, "", again).await?;
    assert_eq!(
        (status, &body["taken"], &body["unchanged"]),
        (StatusCode::OK, &json!(0), &json!(1)),
        "{body}"
    );
    assert_eq!(facts(&zhaomin, &quarter).await?.len(), 1, "{body}");

    // With another number it is another claim of the same matter: equal words count once.
    let other = "镇办,指标,事项,级别,编号,状态\n罗村镇,8.1.3,\"一件事一次办经验被《大众日报》报道。\",省级主流媒体,c2,予以认定\n";
    let (status, body) = import(&zhaomin, &quarter, "?distinct=1", other.into()).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(1)),
        "{body}"
    );
    let all = facts(&zhaomin, &quarter).await?;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["matter"], all[1]["matter"]);

    // Numbers as Excel mangles them.
    let record = |first: &str, second: &str| {
        let head = "镇办,指标,扣分,编号";
        format!("{head}\n罗村镇,8.2.2,3,{first}\n洪山镇,8.2.2,3,{second}\n").into_bytes()
    };
    let (status, body) = import(&zhaomin, &quarter, "", record("2026-01", "001")).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(2)),
        "{body}"
    );
    let (status, body) = import(&zhaomin, &quarter, "", record("Jan-26", "1")).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let told = words(&body, "same-but-number")?;
    assert!(told.contains("2026-01"), "{told}");
    // Also when the same line corrects the points.
    let corrected = "镇办,指标,扣分,编号\n罗村镇,8.2.2,2,Jan-26\n";
    let (status, body) = import(&zhaomin, &quarter, "", corrected.into()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    words(&body, "same-but-number")?;
    assert_eq!(facts(&zhaomin, &quarter).await?.len(), 4);
    let filled = String::from_utf8(template(&zhaomin, &quarter, "csv?filled=1").await?)?;
    assert!(
        filled.contains("'2026-01") && filled.contains("'001"),
        "{filled}"
    );

    // Numbers and words as people type them, with invisible characters.
    let text = "镇办,指标,项目,值\n罗\u{200b}村镇,3.3,指标值,98.20%\n洪山镇 ,3.3,指标值,９８．２\n\
        太河镇,3.3,指标值,\"1,098.2\"\n西河镇,3.3,指标值,98。2\n";
    let (status, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(
        metrics(&zhaomin, &quarter).await?,
        pairs(&[
            ("hongshan", "98.2"),
            ("luocun", "98.2"),
            ("taihe", "1098.2"),
            ("xihe", "98.2")
        ])
    );
    let text = "镇办,指标,项目,值\n罗村镇,3.3,指标值,\"98,2\"\n";
    let (_, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    words(&body, "not-a-number")?;

    // A vertical tab counts as a space, and a matter stored with one can still be read.
    let (status, body) = import(&zhaomin, &quarter, "", claim("帮办代办\u{b}经验被报道")).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(1)),
        "{body}"
    );
    let all = facts(&zhaomin, &quarter).await?;
    assert!(
        all.iter().any(|it| it["matter"] == "帮办代办 经验被报道"),
        "{all:?}"
    );
    let file = template(&zhaomin, &quarter, "csv?filled=1").await?;
    let (status, body) = import(&zhaomin, &quarter, "", file).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(0)),
        "{body}"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_as_it_was_written_still_stands_beside_what_is_not() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let (status, body) = import(&zhaomin, &quarter, "", own(&[("罗村镇", 97.5)])?).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let file = template(&zhaomin, &quarter, "xlsx?filled=1").await?;

    // A rank beside the metric that the file still contains: it is unclear which one holds.
    let both = put(&file, "罗村镇", "3.3 推进电子证照应用：名次", 1.0)?;
    let (status, body) = import(&zhaomin, &quarter, "", both).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    words(&body, "metric-or-rank")?;

    // The same town a second time, with another value.
    let twice = put(&file, "洪山镇", ROW, 88.0)?;
    let twice = changed(&twice, &[("数值", "洪山镇", "罗村镇")])?;
    let (status, body) = import(&zhaomin, &quarter, "", twice).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    words(&body, "twice")?;
    assert_eq!(
        metrics(&zhaomin, &quarter).await?,
        pairs(&[("luocun", "97.5")])
    );
    Ok(())
}

#[tokio::test]
async fn a_town_that_nobody_knows_is_told_whatever_stands_before_it() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let file = format!("序号,备注,镇办,{ROW}\n1,,洪山镇,98\n,注：补报,罗家村,97.5\n");
    let (status, body) = import(&zhaomin, &quarter, "", file.into()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    words(&body, "unknown-town")?;
    // The name in a signature line is not an unknown town.
    let file = format!("序号,备注,镇办,{ROW}\n1,,洪山镇,98\n填表人：,,王强,\n");
    let (status, body) = import(&zhaomin, &quarter, "", file.into()).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    Ok(())
}
