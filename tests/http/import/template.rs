//! The workbook to fill in: what it offers, refuses and protects, and how it prints.

use super::files::{Fill, facts, filled, import, quarter, template, words};
use crate::help::app::TestApp;
use anyhow::{Context, Result};
use calamine::{Data, Reader, Xlsx};
use reqwest::StatusCode;
use serde_json::json;
use std::io::{Cursor, Read};

/// The text of one part of a workbook.
fn part(book: &[u8], name: &str) -> Result<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(book))?;
    let mut text = String::new();
    zip.by_name(name)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The attributes of all tags with this name.
fn tags<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    let begin = format!("<{name} ");
    let ends = |rest: &'x str| rest.split_once('>').map_or(rest, |(tag, _)| tag);
    xml.split(begin.as_str()).skip(1).map(ends).collect()
}

#[tokio::test]
async fn a_workbook_to_fill_offers_bounds_and_protects() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let book = template(&zhaomin, &quarter, "xlsx").await?;
    let workbook = part(&book, "xl/workbook.xml")?;
    let hidden: Vec<_> = tags(&workbook, "sheet")
        .into_iter()
        .filter(|it| it.contains("hidden"))
        .collect();
    assert!(
        matches!(hidden.as_slice(), [only] if only.contains("选项")),
        "{workbook}"
    );
    assert_eq!(
        workbook.matches("_xlnm.Print_Titles").count(),
        4,
        "{workbook}"
    );

    for sheet in 1..=4 {
        let xml = part(&book, &format!("xl/worksheets/sheet{sheet}.xml"))?;
        let protection = tags(&xml, "sheetProtection");
        let [protection] = protection.as_slice() else {
            panic!("{xml}")
        };
        assert!(
            !protection.contains("password") && protection.contains("insertRows=\"0\""),
            "{protection}"
        );
        let page = tags(&xml, "pageSetup");
        assert!(
            page[0].contains("paperSize=\"9\"") && page[0].contains("landscape"),
            "{page:?}"
        );
        assert!(
            xml.contains("ySplit=\"1\"") && xml.contains("state=\"frozen\""),
            "{xml}"
        );
    }
    // Cells with towns and heads are locked, cells to fill in are not.
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(book.clone()))?;
    let looks = read.worksheet_style("数值")?;
    let locked = |line: u32, column: u32| {
        let look = looks.get((line, column));
        let protection = look.and_then(|it| it.protection.as_ref());
        protection.is_none_or(|it| it.locked)
    };
    assert!(locked(0, 1) && locked(1, 0) && !locked(1, 1) && !locked(13, 5));

    // The choices come from the table and the district; a list has a line for each choice.
    let choices = read.worksheet_range("选项")?;
    let column = |head: &str| -> Option<Vec<String>> {
        let at = (0..choices.width()).find(|at| {
            let at = u32::try_from(*at).ok();
            at.and_then(|at| choices.get_value((1, at)))
                .is_some_and(|it| matches!(it, Data::String(text) if text == head))
        })?;
        let all = choices.rows().skip(2).filter_map(|line| line.get(at));
        Some(
            all.map(ToString::to_string)
                .filter(|it| !it.is_empty())
                .collect(),
        )
    };
    assert_eq!(column("镇办").context("towns")?.len(), 13);
    assert_eq!(
        column("1.1").context("tiers")?,
        ["标杆型", "标准型", "达不到标准型"]
    );
    assert_eq!(column("加分").context("rows")?.len(), 3);
    assert!(
        column("酌定计分")
            .context("rows")?
            .contains(&"风采展示".to_owned())
    );
    let claims = part(&book, "xl/worksheets/sheet2.xml")?;
    assert!(
        claims.contains("<formula1>选项!$A$3:$A$15</formula1>"),
        "{claims}"
    );
    let values = part(&book, "xl/worksheets/sheet1.xml")?;
    let allowed = tags(&values, "dataValidation");
    let words_of = |part: &str| allowed.iter().filter(|it| it.contains(part)).count();
    assert_eq!(
        words_of("请填 0—100。"),
        4,
        "three months and the showcase: {allowed:?}"
    );
    assert!(words_of("没有问题的填 0；扣分的填 2—4") == 1 && words_of("请填“是”或“否”。") == 1);
    assert!(
        allowed
            .iter()
            .all(|it| it.contains("type=\"list\"") || it.contains("error=\""))
    );

    // Heads contain the units, and are still recognised.
    let heads = read.worksheet_range("数值")?;
    let heads: Vec<String> = heads
        .rows()
        .next()
        .context("heads")?
        .iter()
        .map(ToString::to_string)
        .collect();
    for unit in [
        "风采展示（分：0—100）",
        "视情扣分（分：0 或 2—4）",
        "名次（第几名）",
        "全覆盖（是/否）",
    ] {
        assert!(
            heads.iter().any(|it| it.ends_with(unit)),
            "{unit}: {heads:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_choices_of_a_template_are_no_values() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let book = template(&zhaomin, &quarter, "xlsx").await?;
    let file = filled(book, &[("数值", 2, "风采展示", Fill::Number(91.5))])?;
    let (status, body) = import(&zhaomin, &quarter, "", file).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(1)),
        "{body}"
    );
    assert_eq!(body["total"], 1, "nothing else is told: {body}");
    assert_eq!(facts(&zhaomin, &quarter).await?[0]["showcase"], "91.5");
    // Somebody's own sheet with the name of a sheet of the template is read, and its faults are
    // reported.
    let mut own = rust_xlsxwriter::Workbook::new();
    own.add_worksheet()
        .set_name("选项")?
        .write(0, 0, "罗村镇")?
        .write(0, 1, 90)?;
    let (status, body) = import(&zhaomin, &quarter, "", own.save_to_buffer()?).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    words(&body, "no-header")?;
    Ok(())
}
