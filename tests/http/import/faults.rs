//! Every fault of a file, with its line and column.

use super::files::{Fill, facts, faults, filled, import, quarter, template};
use crate::help::app::TestApp;
use anyhow::Result;
use reqwest::StatusCode;

#[tokio::test]
async fn every_fault_has_its_line_and_column() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let head = "镇办,指标,项目,值,编号,事项,级别,阅读量,扣分,问题编号,状态,酌定计分,理由";
    let lines = [
        ("无此镇,1.1,,标杆型", "A", "unknown-town"),
        (",1.1,,标杆型", "A", "no-town"),
        ("罗村镇,,,标杆型", "B", "no-indicator"),
        ("罗村镇,9.9,,1", "B", "unknown-indicator"),
        ("罗村镇,5.1,,1", "B", "findings-only"),
        ("罗村镇,1.1,,金牌", "D", "unknown-tier"),
        ("罗村镇,1.2,全覆盖,也许", "D", "not-yes-no"),
        ("罗村镇,1.2,标杆型便民服务站数,2.5", "D", "not-whole"),
        ("罗村镇,2.2,,五", "D", "not-a-number"),
        ("罗村镇,2.3,,5", "C", "unknown-item"),
        ("洪山镇,2.2,,5", "D", "range-judgement"),
        ("昆仑镇,风采展示,,101", "D", "range"),
        ("昆仑镇,风采展示,,0.982", "D", "maybe-percent"),
        ("昆仑镇,2.3,名次,0", "D", "rank-zero"),
        ("罗村镇,8.1.1,,,,某事项,校级", "G", "unknown-level"),
        ("罗村镇,8.1.1,,,,,city", "F", "missing"),
        ("罗村镇,8.1.3,,,,某事项,wechat", "H", "needs-reads"),
        ("罗村镇,8.1.1,,,1.1,某事项,city", "E", "bad-id"),
        ("罗村镇,8.1.1,,,7,某事项,city", "E", "bad-id"),
        ("罗村镇,8.1.1,,,,某事项,city,,,,批准", "K", "unknown-status"),
        ("罗村镇,8.2.1,,,,,city,,2", "I", "points-fixed"),
        ("罗村镇,8.2.2,,,,,,,9", "I", "range"),
        ("罗村镇,8.2.2,,,,,,,3,没有", "J", "finding"),
        ("罗村镇,8.2.1,,,,,city,100", "H", "not-here"),
        ("罗村镇,5.1,,,,,,,,,,5,理由", "B", "cannot-waive"),
        ("罗村镇,3.2,,,,,,,,,,5,理由", "L", "range"),
        ("罗村镇,3.3,,,,,,,,,,4", "M", "missing"),
        ("太河镇,3.1,名次,1", "D", ""),
        ("太河镇,3.1,名次,2", "D", "twice"),
        ("西河镇,3.4,名次,1", "D", ""),
        ("太河镇,3.4,指标值,1", "D", "metric-or-rank-row"),
        ("罗村镇,3.1,名次,4,,,,,,,,,,x", "N", "headless"),
        ("西河镇,3.2,名次,1", "", ""),
        ("西河镇,3.2,指标值,1", "D", "metric-or-rank"),
    ];
    let mut text = head.to_owned();
    for (line, ..) in &lines {
        text.push('\n');
        text.push_str(line);
    }
    let (status, body) = import(&zhaomin, &quarter, "", text.into_bytes()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let found = faults(&body);
    for (at, (line, column, code)) in (2..).zip(&lines) {
        let here: Vec<_> = found.iter().filter(|fault| fault.1 == at).collect();
        match *code {
            "" => {}
            code => assert!(
                here.iter()
                    .any(|fault| fault.2 == *column && fault.3 == code),
                "{line}: {here:?}"
            ),
        }
    }
    assert!(found.iter().all(|fault| fault.3 != "refused"), "{found:#?}");
    assert!(facts(&zhaomin, &quarter).await?.is_empty());

    for (file, status) in [
        (
            b"\xd0\xcf\x11\xe0old".to_vec(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (b"PK\x03\x04".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (
            b"%PDF-1.4\n\x00".to_vec(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            vec![b'x'; 16 * 1024 * 1024 + 1],
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (Vec::new(), StatusCode::UNPROCESSABLE_ENTITY),
        (b"a,b\n1,2\n".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (answered, body) = import(&zhaomin, &quarter, "", file).await?;
        assert_eq!(answered, status, "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn a_workbook_names_its_sheet_and_cell() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let empty = template(&zhaomin, &quarter, "xlsx").await?;
    let file = filled(
        empty,
        &[
            ("数值", 3, "1.1 ", Fill::Text("金牌")),
            ("数值", 4, "2.2 ", Fill::Formula("=1/0", "#DIV/0!")),
            ("数值", 5, "风采展示", Fill::Number(100.5)),
            ("数值", 6, "3.1 做好委托下放事项承接：名次", Fill::Date),
            ("加分", 3, "镇办", Fill::Text("罗村镇")),
            ("加分", 3, "指标", Fill::Text("8.1.1")),
            ("加分", 3, "事项", Fill::Text("某事项")),
        ],
    )?;
    let (status, body) = import(&zhaomin, &quarter, "?lang=en", file).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let found: Vec<_> = faults(&body)
        .into_iter()
        .map(|(sheet, line, _, code)| (sheet, line, code))
        .collect();
    let fault = |sheet: &str, line, code: &str| (sheet.to_owned(), line, code.to_owned());
    assert_eq!(
        found,
        [
            fault("数值", 3, "unknown-tier"),
            fault("数值", 4, "is-error"),
            fault("数值", 5, "range"),
            fault("数值", 6, "is-date"),
            fault("加分", 3, "missing"),
        ]
    );
    assert_eq!(body["total"], 5);
    assert!(
        body["lines"][0]["words"]
            .as_str()
            .unwrap()
            .starts_with("There is no tier")
    );

    // A cell in the last corner must not make the server fill its memory.
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "镇办")?;
    sheet.write(1_048_575, 16_383, "x")?;
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{body}");
    Ok(())
}

#[tokio::test]
async fn of_a_file_in_which_all_is_wrong_the_count_is_whole() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let line = "无此镇,8.1.1,事项,city\n";
    let text = format!("镇办,指标,事项,级别\n{}", line.repeat(12_000));
    let (status, body) = import(&zhaomin, &quarter, "", text.into_bytes()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(body["total"], 12_000);
    assert_eq!(faults(&body).len(), 200);
    assert!(facts(&zhaomin, &quarter).await?.is_empty());
    Ok(())
}
