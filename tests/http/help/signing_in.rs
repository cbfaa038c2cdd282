//! Signing in by the form.

use crate::help::app::{User, json_of};
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::Value;

pub(crate) async fn try_in(
    user: &User,
    login: &str,
    password: &str,
) -> Result<(StatusCode, Value)> {
    json_of(user.open_session(login, password).await?).await
}
