//! The packages compiled for the host, and cargo commands for them.

use std::process::Command;

use crate::paths::Paths;
use crate::wasm::cargo;

/// The packages of the host, selected together, with the features of `ssr` and never those of
/// `hydrate`.
pub(crate) const HOST: [&str; 8] = ["-p", "domain", "-p", "app", "-p", "server", "-p", "tests"];

/// A cargo command in the workspace, with the host's toolchain.
pub(crate) fn host(paths: &Paths, command: &str) -> Command {
    let mut cargo = Command::new(cargo());
    cargo.arg(command).current_dir(&paths.root);
    // Errors carry their own context; a backtrace through test harnesses only hides it.
    cargo.env("RUST_LIB_BACKTRACE", "0");
    cargo.envs(paths.incremental());
    cargo
}
