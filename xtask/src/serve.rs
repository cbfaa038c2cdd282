//! `cargo xtask serve`: from a clone to a running demo.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::host::{HOST, host};
use crate::paths::Paths;
use crate::profile::Profile;
use crate::step::{self, step};
use crate::{site, wasm};

#[derive(Args)]
pub(crate) struct Options {
    /// Build the small, fast files for deployment (takes minutes)
    #[arg(long)]
    release: bool,
    /// The address to listen on; the server explains why it accepts only loopback
    #[arg(long, default_value = "127.0.0.1:3000")]
    addr: String,
    /// The folder for the demo's database and photos [default: data in the workspace]
    #[arg(long)]
    data: Option<PathBuf>,
    #[command(flatten)]
    wasm: wasm::Options,
}

pub(crate) fn run(paths: &Paths, options: &Options) -> Result<()> {
    let profile = if options.release {
        Profile::Release
    } else {
        Profile::Dev
    };
    let site = site::build(paths, profile, &options.wasm)?;
    build_server(paths, options.release)?;
    let data = options
        .data
        .clone()
        .unwrap_or_else(|| paths.root.join("data"));
    let mut server = Command::new(paths.server(options.release));
    server
        .arg("serve")
        .arg("--data")
        .arg(data)
        .arg("--site")
        .arg(site.folder);
    server.args(["--addr", &options.addr, "--demo"]);
    become_process(&mut server)
}

/// Builds the binary `xuncha`. It selects all packages of the host, though it builds only one. So
/// the dependencies get the same features as for the tests, and are compiled once.
pub(crate) fn build_server(paths: &Paths, release: bool) -> Result<()> {
    step("cargo build of the server", || {
        let mut cargo = host(paths, "build");
        cargo.args(HOST).args(["--bin", "xuncha"]);
        step::run(cargo.args(release.then_some("--release")))
    })
}

/// Replaces this process by the server, so that Ctrl-C and the exit code are the server's own.
#[cfg(unix)]
fn become_process(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let line = step::show(command);
    Err(anyhow::Error::from(command.exec()).context(format!("cannot start: {line}")))
}

#[cfg(not(unix))]
fn become_process(command: &mut Command) -> Result<()> {
    step::run(command)
}
