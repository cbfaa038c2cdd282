//! The packages of the host, and commands about them.

use std::process::Command;

use crate::paths::Paths;
use crate::wasm::cargo;

/// The packages of the host, selected together: the features of `ssr`, never those of `hydrate`.
pub(crate) const HOST: [&str; 8] = ["-p", "domain", "-p", "app", "-p", "server", "-p", "tests"];

/// A command of cargo in the workspace, with the toolchain of the host.
pub(crate) fn host(paths: &Paths, command: &str) -> Command {
    let mut cargo = Command::new(cargo());
    cargo.arg(command).current_dir(&paths.root);
    // Errors say where they come from; a backtrace through test harnesses only hides that.
    cargo.env("RUST_LIB_BACKTRACE", "0");
    cargo
}
