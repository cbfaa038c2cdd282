//! A town's card.

use crate::help::app::User;
use anyhow::Result;
use serde_json::{Value, json};

pub(crate) async fn card(user: &User, town: Value) -> Result<Result<Value, Value>> {
    user.call("scorecard", json!({"town": town})).await
}
