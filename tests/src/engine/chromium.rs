//! Chromium with chromedriver.
//!
//! The browser is a child of the test, not of the driver, so the test can kill it as a flat battery
//! would and start it again on the same profile.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;
use tokio::fs;
use tokio::process::Command;

use super::{Running, START, connect};
use crate::browser::Device;
use crate::process::Process;
use crate::{eventually, ports};

/// Lets Chromium run as root in a container, and makes no network requests of its own.
const FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-crash-restore-bubble",
    "--lang=zh-CN",
    // The proxies of the tests have self-signed certificates.
    "--ignore-certificate-errors",
];

pub(super) async fn start(profile: &Path, device: Device) -> Result<Running> {
    let (tree, port) = start_browser(profile, device).await?;
    // Chromedriver's own choice is a port free on one loopback; it exits when the other is taken.
    let addr = ports::free()?;
    let mut command = Command::new("chromedriver");
    command.arg(format!("--port={}", addr.port()));
    let mut driver = Process::start("chromedriver", &mut command)?;
    let started = |line: &str| line.contains("started successfully").then_some(());
    driver.wait_line(START, started).await?;
    let capabilities = json!({
        "goog:chromeOptions": { "debuggerAddress": format!("127.0.0.1:{port}") },
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    let address = format!("http://{addr}");
    let (client, session) = connect(&address, capabilities).await?;
    Ok(Running {
        client,
        session,
        tree,
        log: None,
        _helpers: vec![driver],
    })
}

async fn start_browser(profile: &Path, device: Device) -> Result<(Process, u16)> {
    // A killed browser leaves these files behind.
    let port_file = profile.join("DevToolsActivePort");
    for left in [&port_file, &profile.join("SingletonLock")] {
        let _ = fs::remove_file(left).await;
    }
    let mut command = Command::new(program());
    command
        .args(FLAGS)
        .arg("--remote-debugging-port=0")
        .arg(format!("--window-size={},{}", device.width, device.height))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank");
    let process = Process::start("chromium", &mut command)?;
    let port = eventually("Chromium opens its debugging port", START, async || {
        let text = fs::read_to_string(&port_file).await.unwrap_or_default();
        Ok(text.lines().next().and_then(|line| line.parse().ok()))
    })
    .await
    .with_context(|| process.lines().join("\n"))?;
    Ok((process, port))
}

/// The program's name differs between systems.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
        .unwrap_or_else(|| "chromium".into())
}
