//! `cargo xtask monkey`: a random hand on every page of every role, for any length of time.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::browsers::browsers;
use crate::host::{HOST, host};
use crate::paths::Paths;
use crate::profile::Profile;
use crate::site::Site;
use crate::{serve, site, step, wasm};

#[derive(Args)]
pub(crate) struct Options {
    /// Minutes for all roles together
    #[arg(long, default_value_t = 30)]
    minutes: u64,
    /// The seed of the walk; without it, the fixed walk and a new one
    #[arg(long)]
    seed: Option<u64>,
    #[command(flatten)]
    wasm: wasm::Options,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    browsers()?;
    let site = site::build(paths, Profile::Dev, &options.wasm)?;
    serve::build_server(paths, false)?;
    let mut walk = walk(paths, &site, options.minutes);
    if let Some(seed) = options.seed {
        walk.env("XUNCHA_MONKEY_SEED", seed.to_string());
    }
    step::run(&mut walk)
}

/// The test that walks over the built product.
pub(crate) fn walk(paths: &Paths, site: &Site, minutes: u64) -> Command {
    let mut cargo = host(paths, "test");
    cargo.args(HOST);
    cargo.args(["--test", "monkey", "--", "--include-ignored", "--nocapture"]);
    cargo
        .env("XUNCHA_BIN", paths.server(false))
        .env("XUNCHA_SITE", &site.folder)
        .env("XUNCHA_MONKEY_MINUTES", minutes.to_string());
    cargo
}
