//! Firefox, driven by Marionette, its own protocol: Debian packages no WebDriver for it.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;
use tokio::fs;
use tokio::process::Command;

use super::{Running, START, connect, marionette};
use crate::eventually;
use crate::process::Process;

/// Any free port; no network requests of its own, no start page, no restored session; the console
/// of pages goes to the output.
const PREFERENCES: &str = r#"
user_pref("marionette.port", 0);
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.contentblocking.introCount", 99);
user_pref("browser.dom.window.dump.enabled", true);
user_pref("browser.newtabpage.enabled", false);
user_pref("browser.safebrowsing.downloads.remote.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("browser.sessionstore.resume_from_crash", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.startup.page", 0);
user_pref("browser.tabs.warnOnClose", false);
user_pref("datareporting.healthreport.uploadEnabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("devtools.console.stdout.content", true);
user_pref("dom.disable_open_during_load", false);
user_pref("extensions.update.enabled", false);
user_pref("messaging-system.rsexperimentloader.enabled", false);
user_pref("intl.accept_languages", "zh-CN, zh");
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.dns.disablePrefetch", true);
user_pref("services.settings.server", "data:,none");
user_pref("toolkit.startup.max_resumed_crashes", -1);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"#;

pub(super) async fn start(profile: &Path) -> Result<Running> {
    fs::write(profile.join("user.js"), PREFERENCES).await?;
    // A killed browser leaves this file behind.
    let port_file = profile.join("MarionetteActivePort");
    let _ = fs::remove_file(&port_file).await;
    let mut command = Command::new("firefox-esr");
    command
        .args(["--headless", "--marionette", "--no-remote", "--profile"])
        .arg(profile)
        .arg("about:blank")
        .env("MOZ_CRASHREPORTER_DISABLE", "1")
        // Keeps Firefox out of the folders in the real home.
        .env("HOME", profile);
    let tree = Process::start("firefox-esr", &mut command)?;
    let port: u16 = eventually("Firefox opens its port", START, async || {
        let text = fs::read_to_string(&port_file).await.unwrap_or_default();
        Ok(text.trim().parse().ok())
    })
    .await
    .with_context(|| tree.lines().join("\n"))?;
    let address = marionette::serve(port).await?;
    let (client, session) = connect(&address, json!({}))
        .await
        .with_context(|| tree.lines().join("\n"))?;
    Ok(Running {
        client,
        session,
        tree,
        log: None,
        _helpers: Vec::new(),
    })
}
