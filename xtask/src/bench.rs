//! `cargo xtask bench`: the figures that have a budget.

use std::fs;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::paths::Paths;
use crate::{Profile, site, wasm};

/// What the module may weigh on the wire: 350 kB with brotli.
const WASM_BUDGET: u64 = 350_000;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    wasm: wasm::Options,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    let site = site::build(paths, Profile::Release, &options.wasm)?;
    let plain = fs::metadata(&site.wasm)?.len();
    let brotli = fs::metadata(site.wasm.with_extension("wasm.br"))
        .context("the module was not compressed")?
        .len();
    println!("wasm: {plain} bytes, {brotli} with brotli (budget {WASM_BUDGET})");
    if brotli > WASM_BUDGET {
        bail!("the module is over its budget");
    }
    Ok(())
}
