//! `cargo xtask test`: all that must hold before a change lands, in one run.
//!
//! Building is what costs here, so the steps name the same packages wherever they can: another
//! selection is another set of features, and compiles the dependencies once more.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::paths::{Paths, which};
use crate::step::{self, seconds};
use crate::wasm::{self, Toolchain, cargo};
use crate::{Part, Profile, apt, monkey, serve, site};

/// The packages of the host, selected together: the features of `ssr`, never those of `hydrate`.
pub(crate) const HOST: [&str; 8] = ["-p", "domain", "-p", "app", "-p", "server", "-p", "tests"];

#[derive(Args)]
pub(crate) struct Options {
    /// Leave the tests in a real browser out
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    wasm: wasm::Options,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    let start = Instant::now();
    let toolchain = Toolchain::prepare(paths, &options.wasm)?;

    section("formatting", || {
        step::run(host(paths, "fmt").args(["--all", "--check"]))
    })?;
    section("clippy, host", || {
        step::run(clippy(
            host(paths, "clippy").args(HOST).arg("--all-targets"),
        ))
    })?;
    section("clippy, xtask", || {
        step::run(clippy(host(paths, "clippy").args([
            "-p",
            "xtask",
            "--all-targets",
        ])))
    })?;
    browser_clippy(paths, &toolchain)?;
    section("unit, property and HTTP tests", || {
        step::run(host(paths, "test").args(HOST))
    })?;
    section("tests of xtask", || {
        step::run(host(paths, "test").args(["-p", "xtask"]))
    })?;
    if options.no_browser {
        eprintln!("browser tests: left out as asked");
    } else {
        browser_tests(paths, options)?;
    }
    if which("cargo-deny").is_some() {
        section("cargo deny", || {
            step::run(host(paths, "deny").args(["check", "bans", "licenses", "sources"]))
        })?;
    }
    eprintln!("\nall of it: {}", seconds(start.elapsed()));
    Ok(())
}

/// Lints what runs in the browser; where the compiler for it has no clippy, the same code on the
/// host, which differs in nothing that clippy looks at.
fn browser_clippy(paths: &Paths, toolchain: &Toolchain) -> Result<()> {
    let lint = |cargo: &dyn Fn() -> Command| {
        for part in Part::ALL {
            let mut cargo = cargo();
            cargo.args(["-p", "app", "-p", "frontend", "--features"]);
            step::run(clippy(cargo.arg(format!("frontend/{}", part.name()))))?;
        }
        Ok(())
    };
    if toolchain.has_clippy() {
        section("clippy, browser (for WebAssembly)", || {
            lint(&|| toolchain.cargo(paths, "clippy"))
        })
    } else {
        section(
            "clippy, browser (on the host: the WebAssembly compiler has no clippy)",
            || lint(&|| host(paths, "clippy")),
        )
    }
}

fn browser_tests(paths: &Paths, options: &Options) -> Result<()> {
    section("tests of the built product: kills, browsers", || {
        browsers()?;
        other_engines()?;
        let site = site::build(paths, Profile::Dev, &options.wasm)?;
        serve::build_server(paths, false)?;
        let real = |test: &str| {
            let mut command = host(paths, "test");
            command
                .args(HOST)
                .args(["--test", test, "--", "--include-ignored"])
                .env("XUNCHA_BIN", paths.server(false))
                .env("XUNCHA_SITE", &site.folder);
            command
        };
        step::run(real("faults").arg("--nocapture"))?;
        // The rest of the processor belongs to the browsers.
        step::run(real("e2e").args(["--test-threads", "2"]))?;
        // The same walk for every change, so that none is held up by what another walk finds
        // elsewhere; those are `cargo xtask monkey`'s.
        let mut hand = monkey::walk(paths, &site, 2);
        step::run(hand.env("XUNCHA_MONKEY_SEED", "20261127"))
    })
}

/// Chromium, its driver, and a typeface with Chinese characters.
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

/// WebKitGTK with its driver, a screen that nobody sees, and Python's hold on it for a browser of
/// our own; Firefox, which needs no driver; what reads the papers that they print; the proxy of the docs.
fn other_engines() -> Result<()> {
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
    // The browser of our own names Debian's Python, whatever other one stands before it.
    let loads = |names: &str| {
        let script = format!("import gi; {names}; from gi.repository import Gtk, WebKit2");
        let mut python = Command::new("/usr/bin/python3");
        step::output(python.args(["-c", &script])).is_ok()
    };
    if !loads("gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')") {
        missing.extend(["python3-gi", "gir1.2-webkit2-4.1"]);
    }
    // Debian keeps it where a plain person's PATH does not look.
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

fn section(heading: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    eprintln!("\n── {heading}");
    let start = Instant::now();
    let result = work();
    let time = seconds(start.elapsed());
    match &result {
        Ok(()) => eprintln!("── {heading}: passed in {time}"),
        Err(_) => eprintln!("── {heading}: FAILED after {time}"),
    }
    result
}

pub(crate) fn host(paths: &Paths, command: &str) -> Command {
    let mut cargo = Command::new(cargo());
    cargo.arg(command).current_dir(&paths.root);
    // Errors say where they come from; a backtrace through test harnesses only hides that.
    cargo.env("RUST_LIB_BACKTRACE", "0");
    cargo
}

fn clippy(command: &mut Command) -> &mut Command {
    command.args(["--", "-D", "warnings"])
}
