//! Files to import: filled templates, and helpers to read the server's reports.

use crate::help::app::{TestApp, User};
use anyhow::{Context, Result};
use calamine::{Data, Reader, Xlsx};
use reqwest::{Method, StatusCode};
use rust_xlsxwriter::{Format, Formula, Workbook};
use serde_json::Value;
use std::io::Cursor;

pub(super) async fn quarter(app: &TestApp) -> Result<String> {
    let quarters = app.store.quarters().await?;
    Ok(quarters.current().unwrap().quarter.to_string())
}

pub(super) async fn import(
    user: &User,
    quarter: &str,
    query: &str,
    file: Vec<u8>,
) -> Result<(StatusCode, Value)> {
    let path = format!("/api/v1/quarters/{quarter}/facts/import{query}");
    let answer = user.request(Method::POST, &path).body(file).send().await?;
    crate::help::app::json_of(answer).await
}

pub(super) async fn facts(user: &User, quarter: &str) -> Result<Vec<Value>> {
    let path = format!("/api/v1/quarters/{quarter}/facts");
    let (status, body) = user.get(&path).await?;
    assert_eq!(status, StatusCode::OK);
    Ok(body["facts"].as_array().unwrap().clone())
}

pub(super) async fn template(user: &User, quarter: &str, ending: &str) -> Result<Vec<u8>> {
    let path = format!("/api/v1/quarters/{quarter}/facts/template.{ending}");
    let answer = user.request(Method::GET, &path).send().await?;
    assert_eq!(answer.status(), StatusCode::OK);
    Ok(answer.bytes().await?.to_vec())
}

/// The faults in an answer: sheet, line, column and code.
pub(super) fn faults(body: &Value) -> Vec<(String, u64, String, String)> {
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    let lines = body["lines"].as_array().unwrap();
    let one = |it: &Value| {
        assert!(
            !text(it, "words").is_empty() && !text(it, "words").contains('{'),
            "{it}"
        );
        (
            text(it, "sheet"),
            it["line"].as_u64().unwrap(),
            text(it, "column"),
            text(it, "code"),
        )
    };
    lines.iter().map(one).collect()
}

/// The content of a filled cell.
#[derive(Clone, Copy)]
pub(super) enum Fill<'a> {
    Text(&'a str),
    Number(f64),
    Truth(bool),
    /// A date, as spreadsheets make of `1-2`.
    Date,
    /// A formula and its value when the file was saved.
    Formula(&'a str, &'a str),
}

/// The template with cells filled in, each named by sheet, line (from 1) and head.
pub(super) fn filled(template: Vec<u8>, fills: &[(&str, u32, &str, Fill<'_>)]) -> Result<Vec<u8>> {
    let mut from: Xlsx<_> = Xlsx::new(Cursor::new(template))?;
    let mut book = Workbook::new();
    for name in from.sheet_names() {
        let range = from.worksheet_range(&name)?;
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        for (line, column, cell) in range.used_cells() {
            if let Data::String(text) = cell {
                sheet.write(u32::try_from(line)?, u16::try_from(column)?, text)?;
            }
        }
        for (_, line, header, fill) in fills.iter().filter(|it| it.0 == name) {
            let head = range.rows().next().unwrap();
            let is = |cell: &Data| matches!(cell, Data::String(text) if text.starts_with(header));
            let column = head
                .iter()
                .position(is)
                .unwrap_or_else(|| panic!("{header}"));
            let (line, column) = (line - 1, u16::try_from(column)?);
            match *fill {
                Fill::Text(text) => sheet.write(line, column, text)?,
                Fill::Number(number) => sheet.write(line, column, number)?,
                Fill::Date => {
                    let day = Format::new().set_num_format("yyyy-mm-dd");
                    sheet.write_number_with_format(line, column, 46_000, &day)?
                }
                Fill::Truth(truth) => sheet.write(line, column, truth)?,
                Fill::Formula(formula, value) => {
                    sheet.write_formula(line, column, Formula::new(formula).set_result(value))?
                }
            };
        }
    }
    Ok(book.save_to_buffer()?)
}

pub(super) fn months(quarter: &str) -> [String; 3] {
    let number: u32 = quarter[5..].parse().unwrap();
    [1, 2, 3].map(|month| format!("6 政务服务“好差评”：{}月", (number - 1) * 3 + month))
}

/// The stored metrics: town and value.
pub(super) async fn metrics(user: &User, quarter: &str) -> Result<Vec<(String, String)>> {
    let of = |fact: &Value| {
        let metric = fact["metric"].as_str()?;
        Some((fact["town"].as_str()?.to_owned(), metric.to_owned()))
    };
    let all = facts(user, quarter).await?;
    let mut all: Vec<_> = all.iter().filter_map(of).collect();
    all.sort();
    Ok(all)
}

/// The words of the line with this code in a report.
pub(super) fn words(body: &Value, code: &str) -> Result<String> {
    let lines = body["lines"].as_array().context("no lines")?;
    let found = lines.iter().find(|it| it["code"] == code);
    let found = found.with_context(|| format!("no {code}: {body}"))?;
    Ok(found["words"].as_str().unwrap_or_default().to_owned())
}
