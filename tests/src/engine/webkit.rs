//! WebKitGTK with WebKitWebDriver, on a virtual screen of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;
use tokio::process::Command;

use super::{Running, START, connect};
use crate::browser::Device;
use crate::process::Process;
use crate::{eventually, ports};

pub(super) async fn start(profile: &Path, device: Device) -> Result<Running> {
    let (screen, display) = start_screen(device).await?;
    let addr = ports::free()?;
    // The driver starts the browser, so that both and all their children are one process group.
    let mut command = Command::new("WebKitWebDriver");
    command
        .arg(format!("--port={}", addr.port()))
        .env("DISPLAY", &display)
        .env("LANG", "C.UTF-8")
        // There is no desktop session to talk to.
        .env("NO_AT_BRIDGE", "1")
        .env("GSETTINGS_BACKEND", "memory");
    let tree = Process::start("WebKitWebDriver", &mut command)?;
    let address = format!("http://{addr}");
    let http = reqwest::Client::new();
    let status = format!("{address}/status");
    eventually("WebKitWebDriver answers", START, async || {
        let answer = http.get(&status).send().await;
        Ok(answer.is_ok().then_some(()))
    })
    .await
    .with_context(|| tree.lines().join("\n"))?;
    let log = profile.join("console.log");
    let capabilities = json!({ "webkitgtk:browserOptions": {
        "binary": browser(),
        "args": [
            format!("--profile={}", profile.display()),
            format!("--width={}", device.width),
            format!("--height={}", device.height),
        ],
    } });
    let connected = connect(&address, capabilities).await;
    let (client, session) = connected.with_context(|| {
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        format!("the browser said:\n{said}")
    })?;
    Ok(Running {
        client,
        session,
        tree,
        log: Some(log),
        _helpers: vec![screen],
    })
}

/// Starts a virtual screen; returns its process and its name.
async fn start_screen(device: Device) -> Result<(Process, String)> {
    let size = format!("{}x{}x24", device.width.max(1440), device.height.max(1112));
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &size]);
    let mut screen = Process::start("Xvfb", &mut command)?;
    let number: u32 = screen
        .wait_line(START, |line| line.trim().parse().ok())
        .await?;
    Ok((screen, format!(":{number}")))
}

fn browser() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("engines/webkit_browser.py")
}
