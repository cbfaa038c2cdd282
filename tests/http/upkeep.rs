//! Keeping the installation in order: backups, the audit log, tablets and sessions.

mod backups;
mod log;
mod sessions;
mod tablets;

use crate::help::app::User;
use anyhow::{Result, ensure};
use reqwest::Method;

/// The HTML of a page as a browser gets it.
async fn page(user: &User, address: &str) -> Result<String> {
    let cookie = format!("xuncha={}", user.token.as_deref().unwrap_or_default());
    let request = user.request(Method::GET, address);
    let request = request
        .header("accept", "text/html")
        .header("cookie", cookie);
    let answer = request.send().await?;
    ensure!(
        answer.status().is_success(),
        "{address}: {}",
        answer.status()
    );
    Ok(answer.text().await?)
}
