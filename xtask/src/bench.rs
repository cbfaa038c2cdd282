//! `cargo xtask bench`: the figures with a budget.

use std::fs;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::browsers::browsers;
use crate::host::{HOST, host};
use crate::paths::Paths;
use crate::profile::Profile;
use crate::site::Site;
use crate::{serve, site, step, wasm};

#[derive(Args)]
pub(crate) struct Options {
    /// Only weigh the files; leave out the browser
    #[arg(long)]
    no_browser: bool,
    /// Only measure the scoring
    #[arg(long)]
    scoring: bool,
    /// Only measure what the server takes from many tablets at once
    #[arg(long)]
    server: bool,
    #[command(flatten)]
    wasm: wasm::Options,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    if options.server {
        return server(paths, options);
    }
    // The scoring first: an example of `domain` compiles quickly.
    let example = ["-p", "domain", "--release", "--example", "score_bench"];
    let scoring = step::run(host(paths, "run").args(example));
    if options.scoring {
        return scoring;
    }
    let site = site::build(paths, Profile::Release, &options.wasm)?;
    let weights = weigh(&site);
    if !options.no_browser {
        browsers()?;
        serve::build_server(paths, true)?;
        measure(paths, &site, &["--skip", DRAIN])?;
    }
    // A budget exceeded here must not hide the other figures.
    scoring.and(weights)
}

/// The test of the server alone.
const DRAIN: &str = "what_the_server_takes";

fn server(paths: &Paths, options: &Options) -> Result<()> {
    let site = site::build(paths, Profile::Dev, &options.wasm)?;
    serve::build_server(paths, true)?;
    measure(paths, &site, &[DRAIN])
}

fn measure(paths: &Paths, site: &Site, which: &[&str]) -> Result<()> {
    // One after another: two browsers at once would slow each other down.
    let bench = [
        "--test",
        "bench",
        "--",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ];
    let mut cargo = host(paths, "test");
    cargo.args(HOST).args(bench).args(which);
    cargo
        .env("XUNCHA_BIN", paths.server(true))
        .env("XUNCHA_SITE", &site.folder);
    step::run(&mut cargo)
}

fn weigh(site: &Site) -> Result<()> {
    let mut over = Vec::new();
    for (part, module) in &site.modules {
        let name = part.name();
        let plain = fs::metadata(module)?.len();
        let brotli = fs::metadata(module.with_extension("wasm.br"))
            .context("the module was not compressed")?
            .len();
        let budget = part.budget();
        println!("wasm, {name}: {plain} bytes, {brotli} with brotli (budget {budget})");
        if brotli > budget {
            over.push(name);
        }
    }
    if !over.is_empty() {
        bail!("over the budget: {}", over.join(", "));
    }
    Ok(())
}
