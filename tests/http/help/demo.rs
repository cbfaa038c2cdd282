//! The whole demo at a fixed time.

use crate::help::app::{TestApp, site};
use anyhow::Result;
use jiff::Timestamp;
use server::demo;
use server::ground::clock::Clock;
use tempfile::TempDir;
use tests::stores;

/// A Friday in the middle of a quarter.
pub(crate) const NOW: &str = "2026-11-27T19:00:00+08:00";

pub(crate) const BEFORE: &str = "2026Q3";

pub(crate) async fn filled(folder: TempDir, now: &str) -> Result<TestApp> {
    let now: Timestamp = now.parse()?;
    let clock = Clock::stopped(now);
    demo::fill(
        &stores::storage(folder.path()).await?,
        &clock,
        &site(&folder)?,
    )
    .await?;
    TestApp::start_in(folder, clock).await
}
