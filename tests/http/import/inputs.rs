//! Files as offices made them, on which values were once lost or changed unnoticed.

use super::files::{facts, faults, import, metrics, quarter, words};
use crate::help::app::TestApp;
use anyhow::Result;
use reqwest::StatusCode;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::json;

const TOWNS: [&str; 13] = [
    "般阳路街道",
    "将军路街道",
    "松龄路街道",
    "昆仑镇",
    "岭子镇",
    "西河镇",
    "龙泉镇",
    "寨里镇",
    "罗村镇",
    "洪山镇",
    "双杨镇",
    "太河镇",
    "淄川经济开发区（钟楼街道）",
];
const ROW: &str = "3.3 推进电子证照应用：指标值";

fn metric(all: &[(String, String)], town: &str) -> Option<String> {
    let found = all.iter().find(|(known, _)| known == town);
    found.map(|(_, value)| value.clone())
}

/// Twelve numbers from 97.5 down, times `others`, and 0.982 for 罗村镇 in a cell of `format`.
fn one_in(format: Option<&str>, others: f64) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("数值")?;
    sheet.write(0, 0, "镇办")?.write(0, 1, ROW)?;
    let mut value = 97.5;
    for (line, town) in (1..).zip(TOWNS) {
        sheet.write(line, 0, town)?;
        match (town, format) {
            ("罗村镇", Some(format)) => {
                let format = Format::new().set_num_format(format);
                sheet.write_with_format(line, 1, 0.982, &format)?
            }
            ("罗村镇", None) => sheet.write(line, 1, 0.982)?,
            _ => sheet.write(line, 1, value * others)?,
        };
        value -= 1.0;
    }
    Ok(book.save_to_buffer()?)
}

#[tokio::test]
async fn a_percent_cell_among_numbers_is_a_percentage() -> Result<()> {
    for format in ["0.00%", "0%", "0.0\\ %"] {
        let app = TestApp::start().await?;
        let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
        let file = one_in(Some(format), 1.0)?;
        let (status, body) = import(&zhaomin, &quarter, "", file).await?;
        assert_eq!(status, StatusCode::OK, "{body}");
        let all = metrics(&zhaomin, &quarter).await?;
        assert_eq!(metric(&all, "luocun").as_deref(), Some("98.2"), "{format}");
        assert_eq!(all.len(), 13);
    }
    // Among fractions, or without its format, the scale is unclear: a fault at the cell.
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    for (file, code) in [
        (one_in(Some("0.00%"), 0.01)?, "percent-beside"),
        (one_in(None, 1.0)?, "other-scale"),
    ] {
        let (status, body) = import(&zhaomin, &quarter, "", file).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let found: Vec<_> = faults(&body)
            .into_iter()
            .map(|it| (it.1, it.2, it.3))
            .collect();
        assert_eq!(found, [(10, "B".to_owned(), code.to_owned())]);
        assert!(words(&body, code)?.contains("98.2%") || code == "other-scale");
    }
    assert!(facts(&zhaomin, &quarter).await?.is_empty());
    // The check also compares with stored values, and covers a line of a text file.
    let (status, body) = import(&zhaomin, &quarter, "", one_in(Some("0.00%"), 1.0)?).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let text = "镇办,指标,项目,值\n洪山镇,3.3,指标值,0.96\n";
    let (_, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    words(&body, "other-scale")?;
    let text = "镇办,指标,项目,值\n洪山镇,3.3,指标值,96.50%\n";
    let (status, body) = import(&zhaomin, &quarter, "", text.into()).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let all = metrics(&zhaomin, &quarter).await?;
    assert_eq!(metric(&all, "hongshan").as_deref(), Some("96.5"));
    Ok(())
}

#[tokio::test]
async fn a_column_of_percentages_is_read_as_it_is_shown() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let percent = Format::new().set_num_format("0.00%");
    let heads = ["镇办", ROW, "风采展示", "3.1 做好委托下放事项承接：名次"];
    for (column, head) in (0..).zip(heads) {
        sheet.write(0, column, head)?;
    }
    for (line, (town, value)) in (1..).zip([("罗村镇", 0.982), ("洪山镇", 1.0)]) {
        sheet.write(line, 0, town)?;
        sheet.write_with_format(line, 1, value, &percent)?;
        sheet.write_with_format(line, 2, value, &percent)?;
    }
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let all = facts(&zhaomin, &quarter).await?;
    for fact in [
        json!({"town": "luocun", "indicator": "3.3", "metric": "98.2"}),
        json!({"town": "hongshan", "indicator": "3.3", "metric": "100"}),
        json!({"town": "luocun", "showcase": "98.2"}),
        json!({"town": "hongshan", "showcase": "100"}),
    ] {
        assert!(all.contains(&fact), "{fact}: {all:?}");
    }
    // A rank cannot be a percentage.
    let sheet = book.worksheet_from_index(0)?;
    sheet.write_with_format(1, 3, 0.03, &percent)?;
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    assert!(words(&body, "is-percent")?.contains("3%"));
    Ok(())
}

/// A sheet of claims of 8.1.3 with these towns and matters.
fn claims(lines: &[(&str, &str)]) -> Result<Workbook> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("加分")?;
    let heads = ["镇办", "指标", "事项", "级别", "阅读量", "状态", "编号"];
    for (column, head) in (0..).zip(heads) {
        sheet.write(0, column, head)?;
    }
    for (line, (town, matter)) in (1..).zip(lines) {
        sheet.write(line, 0, *town)?.write(line, 1, "8.1.3 宣传")?;
        sheet
            .write(line, 2, *matter)?
            .write(line, 3, "省级主流媒体")?;
    }
    Ok(book)
}

#[tokio::test]
async fn a_town_that_is_merged_over_its_claims_counts_for_each() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let matters = [
        "便民服务移动端经验被报道",
        "帮办代办经验被刊发",
        "适老化改造被报道",
    ];
    let lines = [("罗村镇", matters[0]), ("", matters[1]), ("", matters[2])];
    let mut book = claims(&lines)?;
    // Blank cells below a town that are not merged with it are reported; the town is not guessed.
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let found: Vec<_> = faults(&body).into_iter().map(|it| (it.1, it.3)).collect();
    assert_eq!(
        found,
        [(3, "no-town".to_owned()), (4, "no-town".to_owned())]
    );

    let sheet = book.worksheet_from_index(0)?;
    sheet.merge_range(1, 0, 3, 0, "罗村镇", &Format::new())?;
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(3)),
        "{body}"
    );
    let all = facts(&zhaomin, &quarter).await?;
    let mut known: Vec<_> = all
        .iter()
        .filter(|it| it["town"] == "luocun" && it["level"] == "province")
        .filter_map(|it| it["matter"].as_str())
        .collect();
    known.sort_unstable();
    let mut wanted = matters;
    wanted.sort_unstable();
    assert_eq!(known, wanted, "{all:?}");
    Ok(())
}

#[tokio::test]
async fn filtered_lines_and_a_hidden_column_are_read_and_told() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = ["镇办", ROW, "3.4 助力“无证明城市”建设：指标值"];
    for (column, head) in (0..).zip(heads) {
        sheet.write(0, column, head)?;
    }
    for (line, town) in (1..).zip(TOWNS) {
        sheet.write(line, 0, town)?;
        sheet.write(line, 1, 98.5 - f64::from(line))?;
        sheet.write(line, 2, 51 + line)?;
    }
    for line in [2, 4, 6] {
        sheet.set_row_hidden(line)?;
    }
    sheet.set_column_hidden(2)?;
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(26)),
        "{body}"
    );
    let told = words(&body, "hidden-lines")?;
    assert!(
        told.starts_with("3 行") && told.contains("3、5、7"),
        "{told}"
    );
    let told = words(&body, "hidden-columns")?;
    assert!(told.starts_with("1 列") && told.contains("C 3.4"), "{told}");
    let all = facts(&zhaomin, &quarter).await?;
    let hidden = json!({"town": "kunlun", "indicator": "3.4", "metric": "55"});
    assert!(all.contains(&hidden), "{all:?}");
    Ok(())
}

#[tokio::test]
async fn digits_are_read_as_people_type_them_or_told() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let typed = [
        ("９８．２", "98.2"),
        ("98。2", "98.2"),
        ("98.2%", "98.2"),
        ("98.2分", "98.2"),
        ("98.2\u{200b}", "98.2"),
        (" 98.2 ", "98.2"),
        ("９８", "98"),
        ("98,2", ""),
        ("100％", "100"),
        ("九十八", ""),
        ("98.20 ", "98.2"),
        ("+98.2", "98.2"),
        (".5", ""),
    ];
    let file = |all: bool| -> Result<Vec<u8>> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "镇办")?;
        for (column, head) in (1..).zip(super::files::months(&quarter)) {
            sheet.write(0, column, head)?;
        }
        for (line, (town, (text, read))) in (1..).zip(TOWNS.iter().zip(typed)) {
            if all || !read.is_empty() {
                sheet.write(line, 0, *town)?.write(line, 1, text)?;
                sheet.write(line, 2, 95)?.write(line, 3, 96)?;
            }
        }
        Ok(book.save_to_buffer()?)
    };
    let (status, body) = import(&zhaomin, &quarter, "", file(true)?).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let found: Vec<_> = faults(&body)
        .into_iter()
        .map(|it| (it.1, it.2, it.3))
        .collect();
    let fault = |line, code: &str| (line, "B".to_owned(), code.to_owned());
    assert_eq!(
        found,
        [
            fault(9, "not-a-number"),
            fault(11, "not-a-number"),
            fault(14, "not-a-number"),
        ]
    );
    let (status, body) = import(&zhaomin, &quarter, "", file(false)?).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(10)),
        "{body}"
    );
    let all = facts(&zhaomin, &quarter).await?;
    for (id, read) in [
        ("banyanglu", "98.2"),
        ("longquan", "98"),
        ("luocun", "100"),
        ("taihe", "98.2"),
    ] {
        let found = all.iter().find(|it| it["town"] == id);
        let first = found.map(|it| it["monthly"].clone());
        assert_eq!(first, Some(json!([read, "95", "96"])), "{id}: {all:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_a_sheet_cannot_say_is_told_at_its_cell() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "镇办")?.write(0, 1, ROW)?;
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"");
    for (line, town) in (1..).zip(TOWNS.iter().take(7)) {
        sheet.write(line, 0, *town)?;
    }
    sheet.write_with_format(1, 1, 46_000, &day)?;
    sheet.write(2, 1, true)?;
    sheet.write_formula(
        3,
        1,
        rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A"),
    )?;
    sheet.write(4, 1, "12,345")?;
    sheet.write_formula(
        5,
        1,
        rust_xlsxwriter::Formula::new("=90+6").set_result("96"),
    )?;
    sheet.write_string(6, 1, "97.5")?;
    sheet.merge_range(7, 1, 8, 1, "95", &Format::new())?;
    sheet.write(8, 0, "寨里镇")?;
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let found: Vec<_> = faults(&body).into_iter().map(|it| (it.1, it.3)).collect();
    let fault = |line, code: &str| (line, code.to_owned());
    assert_eq!(
        found,
        [
            fault(2, "is-date"),
            fault(3, "not-a-number"),
            fault(4, "is-error"),
            fault(8, "merged"),
        ]
    );
    for (line, value) in [(1, 91.0), (2, 92.0), (3, 93.0)] {
        book.worksheet_from_index(0)?.write(line, 1, value)?;
    }
    let mut plain = Workbook::new();
    let sheet = plain.add_worksheet();
    sheet.write(0, 0, "镇办")?.write(0, 1, ROW)?;
    sheet.write(1, 0, "昆仑镇")?.write(1, 1, "12,345")?;
    sheet.write(2, 0, "岭子镇")?;
    sheet.write_formula(
        2,
        1,
        rust_xlsxwriter::Formula::new("=90+6").set_result("96"),
    )?;
    sheet.write(3, 0, "西河镇")?.write_string(3, 1, "97.5")?;
    let (status, body) = import(&zhaomin, &quarter, "", plain.save_to_buffer()?).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let all = metrics(&zhaomin, &quarter).await?;
    let read = ["kunlun", "lingzi", "xihe"].map(|town| metric(&all, town).unwrap_or_default());
    assert_eq!(read, ["12345", "96", "97.5"]);
    Ok(())
}

#[tokio::test]
async fn an_escaped_vertical_tab_is_a_space() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut book = claims(&[("罗村镇", "帮办代办\u{b}经验做法被报道")])?;
    let (status, body) = import(&zhaomin, &quarter, "", book.save_to_buffer()?).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let all = facts(&zhaomin, &quarter).await?;
    assert_eq!(all[0]["matter"], "帮办代办 经验做法被报道");
    let ours = super::files::template(&zhaomin, &quarter, "xlsx?filled=1").await?;
    let (status, body) = import(&zhaomin, &quarter, "", ours).await?;
    assert_eq!(
        (status, &body["as_written"]),
        (StatusCode::OK, &json!(1)),
        "{body}"
    );
    Ok(())
}
