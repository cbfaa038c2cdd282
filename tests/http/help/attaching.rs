//! Evidence beside a fact.

use crate::help::app::User;
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::Value;

pub(crate) async fn add(
    user: &User,
    at: &str,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(StatusCode, Value)> {
    let request = user.request(Method::POST, at).header("x-file-name", name);
    crate::help::app::json_of(request.body(bytes).send().await?).await
}
