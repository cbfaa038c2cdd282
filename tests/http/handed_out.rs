//! What an official hands out: 扣分明细单 to a town, 问题整改台账 and 明察暗访情况表 about all
//! towns. What each contains, and who gets it.

use crate::help::app::{TestApp, User};
use crate::help::deciding::{confirmed, decide};
use crate::help::sheets::{filled, rows_of, said, workbook};
use crate::help::tablet::Tablet;
use anyhow::Result;
use calamine::{Reader, Xlsx};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::io::Cursor;

async fn deductions(user: &User, quarter: &str, town: &str) -> Result<reqwest::Response> {
    let path = format!("/api/v1/quarters/{quarter}/towns/{town}/deductions.xlsx");
    Ok(user.request(Method::GET, &path).send().await?)
}

/// Makes a handed-in visit with one confirmed finding; `what` is site, form and checkpoint.
async fn found(
    app: &TestApp,
    tablet: &mut Tablet,
    supervisor: &User,
    (site, form, checkpoint): (&str, &str, &str),
    count: u32,
) -> Result<()> {
    let visit = tablet.visit(app, site, form).await?;
    let finding = tablet.find(app, &visit, checkpoint, count).await?;
    tablet.close(app, &visit).await?;
    let decided = decide(supervisor, &finding, 1, confirmed(), json!({})).await?;
    decided.unwrap();
    Ok(())
}

#[tokio::test]
async fn a_town_is_handed_each_deduction_with_its_rule() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = filled(&app).await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let hidden = ("luocun-center", "unannounced", "5.1/attitude");
    found(&app, &mut tablet, &zhaomin, hidden, 1).await?;
    let luocun = app.sign_in("luocun").await?;
    let mut told = Vec::new();
    for user in [&zhaomin, &luocun] {
        let answer = deductions(user, &quarter, "luocun").await?;
        assert_eq!(answer.status(), StatusCode::OK);
        let bytes = answer.bytes().await?.to_vec();
        let mut book: Xlsx<Cursor<Vec<u8>>> = Xlsx::new(Cursor::new(bytes))?;
        told.push(book.worksheet_range("扣分明细单")?);
    }
    let rows = rows_of(&told[0], 5, "缺轮椅");
    assert_eq!(rows.len(), 1);
    let row = |column| said(&told[0], rows[0], column);
    assert!(row(1).starts_with("1.3 "), "{}", row(1));
    assert!(
        row(2).contains("每缺1项扣1分") && row(2).contains("附件第"),
        "{}",
        row(2)
    );
    assert_eq!(row(3).len(), "2026-11-22 09:30".len());
    assert_eq!(row(4), "罗村镇便民服务中心");
    // The deduction, all deductions of the row so far, and the points left of the row.
    assert_eq!([row(6), row(7), row(8)], ["1", "1", "3"]);
    assert_eq!(rows_of(&told[0], 0, "扣分合计").len(), 1);
    let penalty = rows_of(&told[0], 5, "减分事项");
    assert_eq!(said(&told[0], penalty[0], 6), "4");
    // The town's own sheet omits a 暗访 that is not released.
    assert_eq!(rows_of(&told[0], 1, "5.1 ").len(), 1);
    assert_eq!(rows_of(&told[1], 1, "5.1 ").len(), 0);
    for (user, town, status) in [
        (&luocun, "taihe", StatusCode::FORBIDDEN),
        (&zhaomin, "nowhere", StatusCode::NOT_FOUND),
        (
            &app.sign_in("lixia").await?,
            "luocun",
            StatusCode::FORBIDDEN,
        ),
        (&app.anyone(), "luocun", StatusCode::UNAUTHORIZED),
    ] {
        let answer = deductions(user, &quarter, town).await?;
        assert_eq!(answer.status(), status, "{town}");
    }
    let answer = deductions(&luocun, "1999Q1", "luocun").await?;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn the_ledger_tells_what_is_to_be_put_right_and_the_visits_who_found_nothing() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = filled(&app).await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let shown = ("hongshan-center", "announced", "1.3/wheelchair");
    found(&app, &mut tablet, &zhaomin, shown, 2).await?;
    let hidden = ("luocun-center", "unannounced", "5.1/attitude");
    found(&app, &mut tablet, &zhaomin, hidden, 1).await?;
    let mut book = workbook(&zhaomin, &quarter, "ledger.xlsx").await?;
    let sheet = book.worksheet_range("整改台账")?;
    // Omits findings of the visit under way and of the 暗访 that is not released.
    assert_eq!(sheet.height(), 2);
    assert!(
        said(&sheet, 1, 3).contains("缺轮椅"),
        "{}",
        said(&sheet, 1, 3)
    );
    assert!(said(&sheet, 1, 4).contains("洪山镇"));
    assert_eq!(
        said(&sheet, 1, 7),
        "",
        "how it stands is for whoever follows it up"
    );

    let mut book = workbook(&zhaomin, &quarter, "visits.xlsx").await?;
    let sheet = book.worksheet_range("情况表")?;
    assert_eq!(sheet.height(), 3);
    assert!(
        said(&sheet, 2, 5).contains("暗访（未公开）"),
        "{}",
        said(&sheet, 2, 5)
    );
    assert!(
        said(&sheet, 2, 7).starts_with("5.1 "),
        "{}",
        said(&sheet, 2, 7)
    );
    for name in ["情况表", "逐项结果", "证据"] {
        let sheet = book.worksheet_range(name)?;
        let nobody = sheet.used_cells().all(|(_, _, cell)| {
            let text = cell.to_string();
            !text.contains("李霞") && !text.contains("lixia")
        });
        assert!(nobody, "{name} names no inspector");
    }
    Ok(())
}
