//! The real browsers that the tests drive.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::paths::which;
use crate::{apt, step};

/// Ensures Chromium, its driver, and a font with Chinese characters.
pub(crate) fn browsers() -> Result<()> {
    let chromium = ["chromium", "chromium-browser", "google-chrome"];
    let mut missing = Vec::new();
    if !chromium.iter().any(|name| which(name).is_some()) {
        missing.push("chromium");
    }
    if which("chromedriver").is_none() {
        missing.push("chromium-driver");
    }
    if !missing.is_empty() {
        apt::ensure(&missing, "for tests in a real browser")?;
    }
    if which("dpkg-query").is_some() {
        apt::ensure(&["fonts-noto-cjk"], "to draw Chinese in screenshots")?;
    }
    Ok(())
}

/// Ensures WebKitGTK with its driver, a virtual screen, and Python bindings for a browser of our
/// own; Firefox, which needs no driver; tools to read printed PDFs; and the proxy of the docs.
pub(crate) fn other_engines() -> Result<()> {
    let mut missing = Vec::new();
    for (program, package) in [
        ("WebKitWebDriver", "webkit2gtk-driver"),
        ("Xvfb", "xvfb"),
        ("firefox-esr", "firefox-esr"),
        ("pdftotext", "poppler-utils"),
        ("openssl", "openssl"),
    ] {
        if which(program).is_none() {
            missing.push(package);
        }
    }
    // Our own browser runs with Debian's Python, even if `PATH` has another one first.
    let loads = |names: &str| {
        let script = format!("import gi; {names}; from gi.repository import Gtk, WebKit2");
        let mut python = Command::new("/usr/bin/python3");
        step::output(python.args(["-c", &script])).is_ok()
    };
    if !loads("gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')") {
        missing.extend(["python3-gi", "gir1.2-webkit2-4.1"]);
    }
    // Debian installs nginx outside an ordinary user's PATH.
    if which("nginx").is_none() && !Path::new("/usr/sbin/nginx").is_file() {
        missing.push("nginx");
    }
    if missing.is_empty() {
        return Ok(());
    }
    apt::ensure(
        &missing,
        "for tests in WebKitGTK and Firefox, on paper and behind a proxy",
    )
}
