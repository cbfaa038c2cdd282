//! `cargo xtask test`: every check that must pass before a change lands, in one run.
//!
//! Building takes most of the time, so the steps select the same packages where possible. Another
//! selection has other features and compiles the dependencies again.

use std::process::Command;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::browsers::{browsers, other_engines};
use crate::host::{HOST, host};
use crate::part::Part;
use crate::paths::{Paths, which};
use crate::postgres::Postgres;
use crate::profile::Profile;
use crate::step::{self, seconds};
use crate::wasm::{self, Toolchain};
use crate::{monkey, serve, site};

#[derive(Args)]
pub(crate) struct Options {
    /// Leave out the tests in a real browser
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    wasm: wasm::Options,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    let start = Instant::now();
    tell_room(paths);
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
    section("the same on PostgreSQL", || on_postgres(paths))?;
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
    if which("cargo-machete").is_some() {
        section("cargo machete", || {
            step::run(host(paths, "machete").arg(&paths.root))
        })?;
    }
    eprintln!("\nall of it: {}", seconds(start.elapsed()));
    Ok(())
}

/// Says so if the disk may become full: what fails then does not say why.
fn tell_room(paths: &Paths) {
    const WANTED: u64 = 6_000_000;
    let shown = step::output(Command::new("df").arg("-Pk").arg(&paths.root)).unwrap_or_default();
    // A head, then a line of which the fourth word is the free room in KiB.
    let free = shown
        .lines()
        .nth(1)
        .and_then(|line| line.split_whitespace().nth(3));
    if let Some(free) = free
        .and_then(|it| it.parse::<u64>().ok())
        .filter(|it| *it < WANTED)
    {
        eprintln!(
            "{} MB are free in {}; all tests take up to {} MB on a fresh machine",
            free / 1000,
            paths.root.display(),
            WANTED / 1000
        );
    }
}

/// Lints the browser's code. If its compiler has no clippy, lints the same code on the host, where
/// it differs in nothing that clippy checks.
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

/// The tests that go through the store, each in a database of a PostgreSQL server.
fn on_postgres(paths: &Paths) -> Result<()> {
    let server = Postgres::start()?;
    let mut tests = host(paths, "test");
    tests
        .args(HOST)
        .args([
            "--test",
            "http",
            "--test",
            "store_story",
            "--test",
            "sync_props",
        ])
        .env("XUNCHA_POSTGRES", server.url())
        // Fewer cases: what they hunt is above the database, and found on a file.
        .env("XUNCHA_PAIRS", "10")
        .env("PROPTEST_CASES", "24");
    step::run(&mut tests)
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
        // The same with two servers on one database, of which one is killed.
        let database = Postgres::start()?;
        let killed = ["--nocapture", "what_was_acknowledged"];
        let mut kills = real("faults");
        step::run(kills.args(killed).env("XUNCHA_POSTGRES", database.url()))?;
        drop(database);
        // The browsers wait more than they compute.
        step::run(real("e2e").args(["--test-threads", "3"]))?;
        // The same walk for every change, so that no change is held up by a fault elsewhere. `cargo
        // xtask monkey` walks the others.
        let mut hand = monkey::walk(paths, &site, 2);
        step::run(hand.env("XUNCHA_MONKEY_SEED", "20261127"))
    })
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

fn clippy(command: &mut Command) -> &mut Command {
    command.args(["--", "-D", "warnings"])
}
