//! A quarter with facts, and the workbooks made of it.

use crate::help::app::{TestApp, User};
use crate::help::deciding::{confirmed, decide};
use crate::help::quarter::current;
use crate::help::tablet::Tablet;
use anyhow::Result;
use calamine::{Data, Range, Reader, Xlsx};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::io::Cursor;

/// A town with findings, claims and facts, among towns without any.
pub(crate) async fn filled(app: &TestApp) -> Result<(User, String)> {
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, current(app).await?);
    let mut tablet = Tablet::of(app, "lixia").await?;
    let visit = tablet.visit(app, "luocun-center", "announced").await?;
    let found = tablet.find(app, &visit, "1.3/wheelchair", 1).await?;
    tablet.find(app, &visit, "5.1/attitude", 2).await?;
    decide(&zhaomin, &found, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    let mut facts = vec![
        json!({"town": "luocun", "indicator": "1.1", "tier": "standard"}),
        json!({"town": "luocun", "indicator": "6", "monthly": ["98.2", "97", "100"]}),
        json!({"town": "luocun", "indicator": "8.1.1", "id": "c1", "matter": "=HYPERLINK(\"x\")", "level": "city", "status": "confirmed"}),
        json!({"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "4", "status": "confirmed"}),
        json!({"town": "luocun", "showcase": "91.5"}),
        json!({"town": "luocun", "waive": "3.2", "points": "2", "reason": "系统停用"}),
    ];
    for (town, metric) in [("luocun", "87.5"), ("taihe", "90"), ("xihe", "87.5")] {
        facts.push(json!({"town": town, "indicator": "2.3", "metric": metric}));
    }
    let put = zhaomin
        .request(Method::PUT, &format!("/api/v1/quarters/{quarter}/facts"))
        .json(&json!({ "facts": facts }));
    let answer = put.send().await?;
    assert_eq!(
        answer.status(),
        StatusCode::NO_CONTENT,
        "{}",
        answer.text().await?
    );
    Ok((zhaomin, quarter))
}

pub(crate) async fn workbook(
    user: &User,
    quarter: &str,
    name: &str,
) -> Result<Xlsx<Cursor<Vec<u8>>>> {
    let answer = file(user, quarter, name).await?;
    assert_eq!(answer.status(), StatusCode::OK);
    Ok(Xlsx::new(Cursor::new(answer.bytes().await?.to_vec()))?)
}

/// A cell in the notation of the scores.
pub(crate) fn said(range: &Range<Data>, row: u32, column: u32) -> String {
    match range.get_value((row, column)) {
        Some(Data::Float(number)) => number.to_string(),
        Some(Data::Int(number)) => number.to_string(),
        Some(Data::String(text)) => text.clone(),
        _ => String::new(),
    }
}

/// The rows whose cell in `column` contains `words`.
pub(crate) fn rows_of(range: &Range<Data>, column: u32, words: &str) -> Vec<u32> {
    let last = range.end().map_or(0, |end| end.0);
    (0..=last)
        .filter(|row| said(range, *row, column).contains(words))
        .collect()
}

pub(crate) async fn file(user: &User, quarter: &str, name: &str) -> Result<reqwest::Response> {
    let path = format!("/api/v1/quarters/{quarter}/export/{name}");
    Ok(user.request(Method::GET, &path).send().await?)
}
