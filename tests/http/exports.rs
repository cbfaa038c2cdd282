//! Exports: the files agree with the scores, and only those who may get them do.

use crate::help::app::{TestApp, User};
use crate::help::quarter::current;
use crate::help::sheets::{file, filled, rows_of, said, workbook};
use crate::help::tablet::{Tablet, record};
use anyhow::{Context, Result};
use calamine::{Data, Reader};
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn scores(user: &User, quarter: &str) -> Result<Value> {
    let (status, scores) = user
        .get(&format!("/api/v1/quarters/{quarter}/scores"))
        .await?;
    assert_eq!(status, StatusCode::OK);
    Ok(scores)
}

#[tokio::test]
async fn each_sheet_has_the_points_of_the_scores() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = filled(&app).await?;
    let scores = scores(&zhaomin, &quarter).await?;
    let towns = scores["towns"].as_array().unwrap();
    let names: std::collections::BTreeMap<String, String> = app
        .store
        .towns()
        .await?
        .into_iter()
        .map(|town| (town.id.to_string(), town.name))
        .collect();
    let mut book = workbook(&zhaomin, &quarter, "evaluation.xlsx").await?;
    assert_eq!(book.sheet_names().len(), towns.len() + 1);
    let summary = book.worksheet_range("汇总")?;
    let table = domain::table::builtin("zichuan-2022").context("table")?;
    let mut exact = 0;
    for (line, town) in (2..).zip(towns) {
        let name = &names[town["id"].as_str().unwrap()];
        assert_eq!(said(&summary, line, 0), town["place"].to_string());
        assert_eq!(said(&summary, line, 1), *name);
        assert_eq!(said(&summary, line, 11), town["daily"].as_str().unwrap());
        assert_eq!(
            said(&summary, line, 15),
            town["final"].as_str().unwrap(),
            "{name}"
        );
        let good = town["good"] == true;
        assert_eq!(said(&summary, line, 16) == "好", good, "{name}");

        let sheet = book.worksheet_range(name)?;
        let points: Vec<(u32, String)> = table
            .indicators
            .iter()
            .map(|row| {
                let rows = rows_of(&sheet, 2, &row.standard);
                assert_eq!(rows.len(), 1, "{name} {}", row.id);
                (rows[0], said(&sheet, rows[0], 5))
            })
            .collect();
        let rows = town["indicators"].as_array().unwrap();
        assert_eq!(rows.len(), points.len());
        for (row, (at, points)) in rows.iter().zip(&points) {
            assert_eq!(row["points"], **points, "{name} {}", row["id"]);
            exact += usize::from(matches!(
                sheet.get_value((*at, 5)),
                Some(Data::Float(_) | Data::Int(_))
            ));
        }
    }
    assert!(exact > towns.len() * 20, "points are numbers: {exact}");
    let luocun = book.worksheet_range("罗村镇")?;
    for (row, words) in [
        ("无障碍", "罗村镇便民服务中心：缺轮椅，扣1分"),
        ("三档统筹", "验收为标准型，得6分"),
        ("充实基层帮办代办", "第2名（指标值87.5），得7.5分"),
        ("三个月考核平均分", "98.2、97、100"),
        ("基层群众有办理需求", "酌定计分：系统停用，得2分"),
        ("明察暗访发现或曝光", "减分事项，扣4分"),
        ("阶段性重点工作完成情况", "尚未填报"),
        ("现场标准化管理", "无扣分"),
    ] {
        let at = rows_of(&luocun, 2, row);
        assert_eq!(at.len(), 1, "{row}");
        let said = said(&luocun, at[0], 6);
        assert!(said.contains(words), "{row}: {said}");
    }
    assert!(!rows_of(&luocun, 6, "=HYPERLINK").is_empty(), "as words");
    let formulas = book.worksheet_formula("罗村镇")?;
    assert!(formulas.is_empty(), "data never becomes a formula");
    Ok(())
}

#[tokio::test]
async fn the_plain_tables_say_the_same() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = filled(&app).await?;
    let scores = scores(&zhaomin, &quarter).await?;
    let towns = scores["towns"].as_array().unwrap();
    let bytes = file(&zhaomin, &quarter, "scores.csv")
        .await?
        .bytes()
        .await?;
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let text = std::str::from_utf8(&bytes[3..])?;
    let mut book = workbook(&zhaomin, &quarter, "scores.xlsx").await?;
    let sheet = book.worksheet_range("各项得分")?;
    let heads: Vec<&str> = text.lines().next().context("heads")?.split(',').collect();
    let columns = sheet.end().map_or(0, |end| end.1);
    let there: Vec<String> = (0..=columns)
        .map(|column| said(&sheet, 0, column))
        .collect();
    assert_eq!(heads.len(), there.len());
    assert_eq!(text.lines().count(), towns.len() + 1);
    for ((index, town), line) in (1..).zip(towns).zip(text.lines().skip(1)) {
        let cells: Vec<&str> = line.split(',').collect();
        let rows = town["indicators"].as_array().unwrap();
        for (column, row) in (11..).zip(rows) {
            assert_eq!(row["points"], cells[column], "{line}");
        }
        // Both files have the same columns, in a different order.
        for (head, cell) in heads.iter().zip(&cells) {
            let column = there
                .iter()
                .position(|it| it == head)
                .with_context(|| (*head).to_owned())?;
            let there = said(&sheet, index, u32::try_from(column)?);
            assert_eq!(*cell, there, "{head}: {line}");
        }
        assert_eq!(
            (&town["id"], &town["final"]),
            (&json!(cells[2]), &json!(cells[3]))
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_findings_name_no_inspector_and_run_nothing() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = filled(&app).await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-center", "unannounced").await?;
    let finding = crate::help::tablet::id();
    let mut intent = record(&app, &finding, &visit, "5.1/attitude", 1);
    intent["record_finding"]["note"] = json!("=cmd|' /C calc'!A0");
    let op = tablet.op(&app, intent);
    tablet.apply(&app, &[op]).await?;
    let bytes = file(&zhaomin, &quarter, "findings.csv")
        .await?
        .bytes()
        .await?;
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").context("BOM")?)?;
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.contains("'=cmd|"), "{text}");
    assert!(
        !text.contains(",=cmd") && !text.contains(",\"=cmd"),
        "{text}"
    );
    assert!(text.contains("缺轮椅") && text.contains("予以认定") && text.contains("暗访"));
    assert!(text.contains("每缺1项扣1分"), "the rule's words");
    let mut book = workbook(&zhaomin, &quarter, "findings.xlsx").await?;
    let sheet = book.worksheet_range("问题")?;
    assert_eq!(sheet.height(), 4);
    let row = rows_of(&sheet, 4, "缺轮椅");
    assert_eq!(said(&sheet, row[0], 12), "-1");
    assert_eq!(said(&sheet, row[0], 16).len(), "2026-11-22 09:30".len());
    for row in 0..4 {
        for column in 0..19 {
            let said = said(&sheet, row, column);
            assert!(!said.contains("李霞") && !said.contains("lixia"), "{said}");
        }
    }
    assert!(!text.contains("李霞"));
    Ok(())
}

#[tokio::test]
async fn files_are_named_in_chinese_and_for_supervisors() -> Result<()> {
    let app = TestApp::start().await?;
    let quarter = current(&app).await?;
    let names = [
        "evaluation.xlsx",
        "scores.xlsx",
        "scores.csv",
        "findings.xlsx",
        "findings.csv",
        "ledger.xlsx",
        "visits.xlsx",
    ];
    for name in names {
        for login in ["luocun", "lixia", "admin"] {
            let user = app.sign_in(login).await?;
            let status = file(&user, &quarter, name).await?.status();
            assert_eq!(status, StatusCode::FORBIDDEN, "{login} {name}");
        }
        let nobody = file(&app.anyone(), &quarter, name).await?.status();
        assert_eq!(nobody, StatusCode::UNAUTHORIZED, "{name}");
        let zhaomin = app.sign_in("zhaomin").await?;
        let answer = file(&zhaomin, &quarter, name).await?;
        assert_eq!(answer.status(), StatusCode::OK, "{name}");
        let header = answer.headers()["content-disposition"].to_str()?;
        assert!(
            header.contains(&format!("filename=\"{quarter}-{name}\"")),
            "{header}"
        );
        assert!(header.contains("filename*=UTF-8''"), "{header}");
        assert!(header.contains("%E5%AD%A3%E5%BA%A6"), "季度 in {header}");
        for (wrong, status) in [
            ("1999Q1", StatusCode::NOT_FOUND),
            ("x", StatusCode::BAD_REQUEST),
        ] {
            let answer = file(&zhaomin, wrong, name).await?;
            assert_eq!(answer.status(), status, "{wrong}");
            let kind = answer.headers()["content-type"].to_str()?;
            assert!(kind.starts_with("application/problem+json"), "{kind}");
        }
    }
    let zhaomin = app.sign_in("zhaomin").await?;
    let answer = file(&zhaomin, &quarter, "other.xlsx").await?;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    Ok(())
}
