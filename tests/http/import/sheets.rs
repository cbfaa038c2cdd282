//! Sheets as offices lay them out: titles, two-line heads, serial numbers, sums and signatures.

use super::files::{facts, faults, import, metrics, quarter, words};
use crate::help::app::TestApp;
use anyhow::Result;
use reqwest::StatusCode;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::json;

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(town, value): &(&str, &str)| ((*town).to_owned(), (*value).to_owned());
    all.iter().map(own).collect()
}

#[tokio::test]
async fn what_is_laid_around_the_values_is_passed_over_and_told() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let plain = Format::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 4, "2026年第四季度电子证照应用情况表", &plain)?;
    sheet.write(1, 4, "单位：%")?;
    let heads = [
        "序号",
        "镇（街道）",
        "3.3 推进电子证照应用：指标值（%）",
        "备注",
    ];
    for (column, head) in (0..).zip(heads) {
        sheet.write(2, column, head)?;
    }
    let lines = [("罗村镇", 98.2), ("洪山镇", 97.0), ("太河镇", 96.5)];
    for (line, (town, value)) in (4..).zip(lines) {
        sheet
            .write(line, 0, line - 3)?
            .write(line, 1, town)?
            .write(line, 2, value)?;
    }
    sheet.write(5, 3, "已核实")?;
    sheet.merge_range(7, 0, 7, 1, "合 计", &plain)?;
    sheet.write(7, 2, 291.7)?;
    sheet.write(8, 1, "平均")?.write(8, 2, 97.23)?;
    sheet.merge_range(10, 0, 10, 2, "填表人：王强", &plain)?;
    sheet.write(10, 3, "审核人：李霞")?;
    sheet.write(11, 3, "2026年11月27日")?;
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(3)),
        "{body}"
    );
    assert_eq!(
        metrics(&zhaomin, &quarter).await?,
        pairs(&[("hongshan", "97"), ("luocun", "98.2"), ("taihe", "96.5")])
    );
    let told = words(&body, "passed-above")?;
    assert!(
        told.contains("2 行") && told.contains("2026年第四季度"),
        "{told}"
    );
    let told = words(&body, "passed-lines")?;
    for part in [
        "4 行",
        "8“合 计”",
        "9“平均”",
        "11“填表人：王强”",
        "12“2026年11月27日”",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let told = words(&body, "passed-columns")?;
    assert!(told.contains("序号、备注"), "{told}");
    Ok(())
}

#[tokio::test]
async fn a_head_of_two_lines_is_read_as_one() -> Result<()> {
    let plain = Format::new();
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 1, 0, "镇办", &plain)?;
    sheet.merge_range(0, 1, 0, 2, "3.3 推进电子证照应用", &plain)?;
    sheet.merge_range(0, 3, 0, 5, "政务服务“好差评”", &plain)?;
    let month = |at: u32| format!("{}月", (quarter[5..].parse::<u32>().unwrap() - 1) * 3 + at);
    sheet.write(1, 1, "指标值（%）")?.write(1, 2, "名次")?;
    for (column, at) in (3..).zip(1..=3) {
        sheet.write(1, column, month(at))?;
    }
    sheet.write(2, 0, "罗村镇")?.write(2, 1, 98.2)?;
    for column in 3..6 {
        sheet.write(2, column, 90 + u32::from(column))?;
    }
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(2)),
        "{body}"
    );
    let all = facts(&zhaomin, &quarter).await?;
    for fact in [
        json!({"town": "luocun", "indicator": "3.3", "metric": "98.2"}),
        json!({"town": "luocun", "indicator": "6", "monthly": ["93", "94", "95"]}),
    ] {
        assert!(all.contains(&fact), "{fact}: {all:?}");
    }

    // The town in the lower head line, the upper head spread by blanks, as text; and a line of
    // units.
    let text = "电子证照应用情况,,\n,3.4 助力“无证明城市”建设,\n镇办,指标值,名次\n洪山镇,55,\n";
    let (status, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let text = "镇办,3.4 助力“无证明城市”建设：指标值\n,（次）\n太河镇,56\n";
    let (status, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let all = facts(&zhaomin, &quarter).await?;
    for (town, metric) in [("hongshan", "55"), ("taihe", "56")] {
        let fact = json!({"town": town, "indicator": "3.4", "metric": metric});
        assert!(all.contains(&fact), "{fact}: {all:?}");
    }
    // A second head line with an item that the row does not have is refused.
    let text = "镇办,3.4 助力“无证明城市”建设,\n,指标值,金额\n太河镇,56,7\n";
    let (status, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    assert!(!faults(&body).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_line_that_only_looks_like_a_sum_is_not_passed_over() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    // A claim without its town, and an unknown town.
    let text = "镇办,指标,事项,级别\n,8.1.3 宣传,说明：会议经验被报道,省级主流媒体\n合计镇,8.1.3 宣传,经验被报道,省级主流媒体\n";
    let (status, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let found: Vec<_> = faults(&body).into_iter().map(|it| (it.1, it.3)).collect();
    assert_eq!(
        found,
        [(2, "no-town".to_owned()), (3, "unknown-town".to_owned())]
    );
    // Numbers without a town.
    let text = "镇办,3.4 助力“无证明城市”建设：指标值\n洪山镇,55\n,56\n";
    let (_, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    words(&body, "no-town")?;
    assert!(facts(&zhaomin, &quarter).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_file_of_another_kind_is_told_by_its_name() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let stream = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 504], &name].concat()
    };
    for (file, told) in [
        (stream("Workbook"), ".xls 或 .et"),
        (stream("EncryptedPackage"), "取消密码"),
        (
            b"<html><body><table><tr><td>1</td></tr></table>".to_vec(),
            "网页格式",
        ),
        (b"%PDF-1.4\n\x00".to_vec(), "PDF"),
        (b"\x89PNG\r\n\x1a\n\0".to_vec(), "图片"),
        (b"a\0b".to_vec(), "不是 .xlsx"),
    ] {
        let (status, body) = import(&zhaomin, &quarter, "", file).await?;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{body}");
        let detail = body["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(told), "{detail}");
    }
    Ok(())
}
