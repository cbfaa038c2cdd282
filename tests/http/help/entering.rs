//! 数据填报 through the pages' own functions.

use crate::help::app::{TestApp, User};
use anyhow::{Context, Result};
use serde_json::{Value, json};

pub(crate) async fn quarter(app: &TestApp) -> Result<String> {
    let quarters = app.store.quarters().await?;
    Ok(quarters.current().context("quarter")?.quarter.to_string())
}

pub(crate) async fn page(user: &User, query: Value) -> Result<Value> {
    let answer = user.call("facts", json!({ "query": query })).await?;
    answer.map_err(|error| anyhow::anyhow!("{error}"))
}

/// A form as the page sends it: the columns, and lines of town, slot, seen number and values.
pub(crate) fn form(
    quarter: &str,
    row: &str,
    columns: &[&str],
    lines: &[(&str, &str, u64, &[&str])],
) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(town, slot, seen, values)| {
            json!({"town": town, "slot": slot, "seen": seen, "values": values})
        })
        .collect();
    json!({"save": {
        "quarter": quarter, "row": row, "columns": columns, "strike": true, "lines": lines,
    }})
}

pub(crate) async fn save(user: &User, form: Value) -> Result<Value> {
    let answer = user.call("save_facts", form).await?;
    answer.map_err(|error| anyhow::anyhow!("{error}"))
}
