//! What the tests across the crates share: the real server, a real browser, and a network between
//! them that can fail in every way networks fail.
//!
//! Everything here starts its own processes, each with its own folder and port, and ends them on
//! drop.

pub mod browser;
mod engine;
mod keyboard;
mod nginx;
pub mod pictures;
mod ports;
mod process;
pub mod proxy;
pub mod server;
pub mod steps;
pub mod stores;

pub use browser::{Browser, Device, cookie_on_disk};
pub use engine::Engine;
pub use nginx::Nginx;
pub use proxy::{Mode, Proxy};
pub use server::Server;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::{Instant, sleep};

/// A path that `cargo xtask test` hands over in the environment.
///
/// # Errors
/// The variable is not set: only `cargo xtask test` runs the tests that need it.
pub fn given(variable: &str) -> Result<PathBuf> {
    let value = std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set; `cargo xtask test` sets it"))?;
    Ok(PathBuf::from(value))
}

/// Calls `probe` again and again until it returns a value.
///
/// # Errors
/// The first error of `probe`, or after `limit` an error that names `what` was missing.
pub async fn eventually<T>(
    what: &str,
    limit: Duration,
    mut probe: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = probe().await? {
            return Ok(found);
        }
        anyhow::ensure!(Instant::now() < end, "not within {limit:?}: {what}");
        sleep(Duration::from_millis(50)).await;
    }
}
