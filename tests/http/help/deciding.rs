//! The queue of 核查认定, and decisions on its findings.

use crate::help::app::User;
use anyhow::Result;
use serde_json::{Value, json};

pub(crate) async fn queue(user: &User, filter: Value) -> Result<Value> {
    let mut whole = json!({"all": false});
    for (key, value) in filter.as_object().unwrap() {
        whole[key] = value.clone();
    }
    Ok(user
        .call("review_queue", json!({"filter": whole}))
        .await?
        .unwrap())
}

pub(crate) async fn decide(
    user: &User,
    finding: &str,
    revision: u64,
    verdict: Value,
    extra: Value,
) -> Result<Result<Value, Value>> {
    let shown = user
        .call("review_finding", json!({"finding": finding}))
        .await?;
    let seen = shown.map_or(Value::Null, |shown| shown["item"]["decided"].clone());
    let mut request = json!({
        "finding": finding, "revision": revision, "seen": seen, "verdict": verdict,
        "reason": "", "count": null, "observed_at": null,
    });
    for (key, value) in extra.as_object().unwrap() {
        request[key] = value.clone();
    }
    user.call("decide", json!({"request": request})).await
}

pub(crate) fn confirmed() -> Value {
    json!({"is": "confirmed"})
}

pub(crate) async fn detail(user: &User, finding: &str) -> Result<Value> {
    let found = user
        .call("review_finding", json!({"finding": finding}))
        .await?;
    Ok(found.unwrap())
}
