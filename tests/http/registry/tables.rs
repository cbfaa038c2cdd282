//! Importing an evaluation table from a file.

use super::{begun, save};
use crate::help::app::json_of;
use anyhow::{Context, Result, ensure};
use calamine::{Reader, Xlsx};
use reqwest::{Method, StatusCode};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::io::Cursor;

/// Another district's table as a file: a fault is reported by line and column, and a valid table
/// opens a quarter.
#[tokio::test]
async fn a_table_is_taken_in_and_a_quarter_opened_by_it() -> Result<()> {
    let (app, chief) = begun().await?;
    let send = async |text: &str| -> Result<(StatusCode, Value)> {
        let path = "/api/v1/tables";
        let sent = chief.request(Method::POST, path).body(text.to_owned());
        json_of(sent.send().await?).await
    };
    let known = domain::table::builtin_files()
        .first()
        .context("no table")?
        .1;
    let own = known.replacen("\"zichuan-2022\"", "\"qingshi-2026\"", 1);
    let broken = own.replacen("office = \"", "offic = \"", 1);
    let (status, report) = send(&broken).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{report}");
    let line = own
        .lines()
        .position(|it| it.starts_with("office = "))
        .context("no office")?
        + 1;
    let lines = report["lines"].as_array().context("no lines")?;
    ensure!(lines.iter().any(|it| it["line"] == json!(line)), "{report}");
    // A check stores nothing.
    let path = "/api/v1/tables?check=1";
    let sent = chief.request(Method::POST, path).body(own.clone()).send();
    let (status, checked) = json_of(sent.await?).await?;
    assert_eq!((status, &checked["taken"]), (StatusCode::OK, &json!(1)));
    assert_eq!(checked["total"], 23, "a sample: 21 rows and two totals");
    let (status, _) = send("\u{0}").await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, taken) = send(&own).await?;
    assert_eq!(
        (status, &taken["taken"]),
        (StatusCode::OK, &json!(1)),
        "{taken}"
    );
    let (status, again) = send(&own).await?;
    assert_eq!((status, &again["taken"]), (StatusCode::OK, &json!(0)));
    let sha256 = taken["sha256"].as_str().context("no hash")?;
    let path = format!("/api/v1/tables/{sha256}.toml");
    let back = chief
        .request(Method::GET, &path)
        .send()
        .await?
        .text()
        .await?;
    assert_eq!(back, own);

    assert_eq!(
        save(
            &chief,
            "towns",
            true,
            &[("name", "青山镇"), ("kind", "town")]
        )
        .await?,
        json!([])
    );
    let set_up = chief.call("set_up", json!({})).await?.unwrap();
    let open = json!({"quarter": set_up["today"], "table": sha256});
    ensure!(chief.call("open_first_quarter", open).await?.is_ok());
    let quarters = app.store.quarters().await?;
    assert_eq!(quarters.0[0].table.id, "qingshi-2026");
    Ok(())
}

/// Offices edit their table in a spreadsheet: faults are reported at their cells, changes row by
/// row, and the workbook can be exported again.
#[tokio::test]
async fn a_table_is_edited_in_a_spreadsheet() -> Result<()> {
    let (app, chief) = begun().await?;
    let send = async |how: &str, book: Vec<u8>| -> Result<(StatusCode, Value)> {
        let path = format!("/api/v1/tables{how}");
        json_of(chief.request(Method::POST, &path).body(book).send().await?).await
    };
    let known = chief.call("tables", json!({})).await?.unwrap();
    let sha256 = known["tables"][0]["sha256"].as_str().context("no table")?;
    let path = format!("/api/v1/tables/{sha256}.xlsx");
    let file = chief.request(Method::GET, &path).send().await?;
    let file = file.bytes().await?.to_vec();

    // A mistake in each kind of cell.
    for (sheet, row, head, said, code) in [
        ("评估表", 7, "内容", "去年", "印发日期"),
        ("一级指标", 2, "分值", "二十", "“分值”应当是数"),
        ("一级指标", 3, "分值", "21", "所属指标合计 20"),
        ("指标", 4, "一级指标", "9", "没有编号为 9 的一级指标"),
        ("指标", 4, "分值", "", "缺少“分值”"),
        ("指标", 4, "计分规则", "抽签", "“抽签”不在可选范围内"),
        ("档次", 2, "指标", "9.9", "没有编号与“9.9”对应的指标"),
        ("检查要点", 2, "编号", "1.3/wheelchair", "重复"),
        ("检查要点", 2, "计次", "每天", "“每天”不在可选范围内"),
        ("检查要点", 5, "每次扣分", "-1", "扣分应当大于 0"),
        ("检查要点", 2, "须附照片", "有时", "“有时”不在可选范围内"),
        (
            "检查要点",
            2,
            "可能同一事项",
            "1.3/nothing",
            "没有检查要点 1.3/nothing",
        ),
    ] {
        let (status, report) = send("?check=1", edited(&file, sheet, row, head, said)?).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}: {report}");
        let lines = report["lines"].as_array().context("no lines")?;
        let told = lines.iter().any(|it| {
            it["sheet"] == sheet && it["words"].as_str().is_some_and(|it| it.contains(code))
        });
        ensure!(told, "{sheet} {head} {said}: {report}");
    }
    ensure!(
        app.store.table_files().await?.is_empty(),
        "something was kept"
    );

    // The unchanged export is the same table, though a different file.
    let (status, same) = send("?check=1", file.clone()).await?;
    assert_eq!(status, StatusCode::OK, "{same}");
    assert_eq!(same["total"], 23, "nothing differs: {same}");
    let file = edited(&file, "评估表", 14, "内容", "5")?;
    let file = edited(&file, "评估表", 1, "内容", "zichuan-2022")?;
    let (status, checked) = send("?check=1", file.clone()).await?;
    assert_eq!(status, StatusCode::OK, "{checked}");
    let first = &checked["lines"][0];
    assert_eq!(first["words"], "好等次个数：4 → 5", "{checked}");
    let (status, taken) = send("", file).await?;
    assert_eq!((status, &taken["taken"]), (StatusCode::OK, &json!(1)));
    let sha256 = taken["sha256"].as_str().context("no hash")?;
    let shown = chief
        .call("table", json!({"sha256": sha256}))
        .await?
        .unwrap();
    assert_eq!(shown["sections"][0]["rows"][2]["id"], "1.3");
    Ok(())
}

/// The workbook with one changed cell, in line `row` below the heads.
fn edited(book: &[u8], sheet: &str, row: usize, head: &str, said: &str) -> Result<Vec<u8>> {
    let mut read = Xlsx::new(Cursor::new(book))?;
    let mut written = Workbook::new();
    let mut done = false;
    for name in read.sheet_names() {
        let range = read.worksheet_range(&name)?;
        let made = written.add_worksheet();
        made.set_name(&name)?;
        let heads: Vec<String> = range
            .rows()
            .next()
            .context("no heads")?
            .iter()
            .map(|it| it.to_string().replace('*', ""))
            .collect();
        for (line, cells) in range.rows().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let here = name == sheet && line == row && heads[column] == head;
                done |= here;
                let text = if here {
                    said.to_owned()
                } else {
                    cell.to_string()
                };
                if !text.is_empty() {
                    made.write(u32::try_from(line)?, u16::try_from(column)?, text)?;
                }
            }
        }
    }
    ensure!(done, "no cell {sheet} {row} {head}");
    Ok(written.save_to_buffer()?)
}
