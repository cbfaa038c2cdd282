//! The compiler for the browser part. It is found in one of three ways, tried in this order:
//!
//! 1. the active toolchain already has the standard library for WebAssembly;
//! 2. rustup can add it;
//! 3. Debian's own packages build it from source (closed networks).

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::paths::{Paths, which};
use crate::{apt, step};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const BUILD_STD: &str = "-Zbuild-std=std,panic_abort";
/// Makes released programs small: the standard library is compiled for size, and panics carry no
/// messages. `public/cover.js` tells the person instead.
const SMALL: [&str; 3] = [
    "-Zbuild-std-features=optimize_for_size",
    "--config",
    "target.wasm32-unknown-unknown.rustflags=[\"-Zlocation-detail=none\", \"-Zfmt-debug=none\", \
     \"-Zunstable-options\", \"-Cpanic=immediate-abort\"]",
];

/// The choice of the compiler for the browser part.
#[derive(Args, Clone, Copy)]
#[group(skip)]
pub(crate) struct Options {
    /// Use this compiler for the browser part instead of the first that works
    #[arg(long, value_enum, env = "XUNCHA_WASM")]
    wasm: Option<Choice>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    /// The active toolchain, whose target rustup adds
    Rustup,
    /// Debian's rustc-web, which builds the standard library from source
    Debian,
}

/// A compiler that is ready to build for the browser.
pub(crate) enum Toolchain {
    /// The active one, which also compiled this program.
    Active,
    /// Debian's, with a linker that it needs from elsewhere.
    Debian { linker: PathBuf },
}

impl Toolchain {
    /// Finds a compiler, and installs what is missing where possible.
    pub(crate) fn prepare(paths: &Paths, options: &Options) -> Result<Self> {
        match options.wasm {
            Some(Choice::Debian) => return Self::debian(),
            Some(Choice::Rustup) | None => {}
        }
        if active_has_target()? {
            return Ok(Self::Active);
        }
        match rustup_adds_target(paths)? {
            Ok(()) => Ok(Self::Active),
            Err(why) if options.wasm == Some(Choice::Rustup) => bail!("{why}"),
            Err(why) => {
                eprintln!("{why}; taking Debian's compiler");
                Self::debian().context(
                    "no compiler for the browser part: `rustup target add \
                     wasm32-unknown-unknown` on a machine with a network, or Debian 12 with its \
                     packages rustc-web, cargo-web and rust-web-src",
                )
            }
        }
    }

    fn debian() -> Result<Self> {
        apt::ensure(&DEBIAN, "to compile the browser part")?;
        Ok(Self::Debian { linker: linker()? })
    }

    /// Whether this compiler comes with clippy for the browser part.
    pub(crate) fn has_clippy(&self) -> bool {
        match self {
            Self::Active => step::output(Command::new(cargo()).args(["clippy", "-V"])).is_ok(),
            Self::Debian { .. } => false,
        }
    }

    /// `cargo <command>` for the browser, with its own target folder.
    pub(crate) fn cargo(&self, paths: &Paths, command: &str) -> Command {
        let mut cargo = match self {
            Self::Active => Command::new(cargo()),
            Self::Debian { .. } => Command::new("/usr/bin/cargo"),
        };
        cargo
            .arg(command)
            .args(["--target", TARGET])
            .env("CARGO_TARGET_DIR", paths.wasm())
            .envs(paths.incremental())
            .current_dir(&paths.root);
        if let Self::Debian { linker } = self {
            cargo.arg(BUILD_STD);
            // Cargo and rustup set these for this program; they would select rustup's compiler
            // again.
            for variable in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTDOC", "LD_LIBRARY_PATH"] {
                cargo.env_remove(variable);
            }
            cargo
                .env("PATH", system_first())
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        cargo
    }
}

impl Toolchain {
    /// `cargo build` of the released browser part. Without the standard library's source, a plain
    /// build, whose programs are a tenth larger.
    pub(crate) fn release_build(&self, paths: &Paths) -> Command {
        let mut cargo = self.cargo(paths, "build");
        match self {
            Self::Debian { .. } => cargo.args(SMALL),
            Self::Active if has_source() => {
                cargo
                    .arg(BUILD_STD)
                    .args(SMALL)
                    // These options are unstable; a stable compiler accepts them only with this
                    // variable.
                    .env("RUSTC_BOOTSTRAP", "1")
            }
            Self::Active => {
                eprintln!("the browser part stays larger: no source of the standard library");
                &mut cargo
            }
        };
        cargo
    }
}

/// Whether the standard library's source is installed or rustup can add it.
fn has_source() -> bool {
    let there = || {
        let sysroot = step::output(rustc().args(["--print", "sysroot"])).unwrap_or_default();
        Path::new(&sysroot)
            .join("lib/rustlib/src/rust/library/std")
            .is_dir()
    };
    if there() {
        return true;
    }
    let mut add = Command::new("rustup");
    add.args(["component", "add", "rust-src"])
        .env("RUSTUP_MAX_RETRIES", "1");
    eprintln!("→ {} (once)", step::show(&add));
    which("rustup").is_some() && step::output(&mut add).is_ok() && there()
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn rustc() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

fn active_has_target() -> Result<bool> {
    let folder = step::output(rustc().args(["--print", "target-libdir", "--target", TARGET]))?;
    Ok(Path::new(&folder).is_dir())
}

/// The inner error is one line that says why rustup failed.
fn rustup_adds_target(paths: &Paths) -> Result<Result<(), String>> {
    if which("rustup").is_none() {
        return Ok(Err(format!(
            "the active compiler has no {TARGET} and there is no rustup"
        )));
    }
    // Remembers a closed network, so that not every start tries the download.
    let compiler = step::output(rustc().arg("-vV"))?;
    let memory = paths.wasm().join("rustup-cannot-download");
    if fs::read_to_string(&memory).is_ok_and(|known| known == compiler) {
        return Ok(Err(format!(
            "rustup could not download {TARGET} before (to try again, delete {})",
            memory.display()
        )));
    }
    let mut add = Command::new("rustup");
    add.args(["target", "add", TARGET])
        .env("RUSTUP_MAX_RETRIES", "1");
    let line = step::show(&add);
    eprintln!("→ {line} (once, about 20 MB)");
    if let Err(error) = step::output(&mut add) {
        fs::create_dir_all(paths.wasm())?;
        fs::write(&memory, compiler)?;
        // Only rustup's own words, without a backtrace.
        let text = error.to_string();
        let why = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("error: "));
        let why = why.or(text.lines().last()).unwrap_or_default();
        return Ok(Err(format!("{line} did not work ({why})")));
    }
    Ok(Ok(()))
}

/// rustup's own linker if it has one, otherwise LLVM's.
fn linker() -> Result<PathBuf> {
    let sysroot = step::output(rustc().args(["--print", "sysroot"])).unwrap_or_default();
    let version = step::output(rustc().arg("-vV")).unwrap_or_default();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    if let Some(host) = host {
        let lld = Path::new(&sysroot)
            .join("lib/rustlib")
            .join(host)
            .join("bin/rust-lld");
        if lld.is_file() {
            return Ok(lld);
        }
    }
    if let Some(lld) = which("wasm-ld").or_else(|| which("wasm-ld-19")) {
        return Ok(lld);
    }
    apt::ensure(&["lld-19"], "to link the browser part")?;
    which("wasm-ld-19").context("the package lld-19 has no wasm-ld-19")
}

/// `PATH` with the system's programs before rustup's proxies.
fn system_first() -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(PathBuf::from("/usr/bin")).chain(env::split_paths(&rest));
    env::join_paths(folders).unwrap_or(rest)
}
