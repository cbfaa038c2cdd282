//! `cargo xtask test`: all that must hold before a change lands.

use anyhow::{Result, bail};
use clap::Args;

use crate::paths::Paths;
use crate::wasm;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    wasm: wasm::Options,
}

pub(crate) fn run(_paths: &Paths, _options: &Options) -> Result<()> {
    bail!("not yet")
}
