//! The locations of the workspace and of everything built from it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders that every command needs.
pub(crate) struct Paths {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder: `CARGO_TARGET_DIR`, or `target` below the root.
    pub(crate) target: PathBuf,
    /// Whether nothing was compiled here before.
    first: bool,
}

impl Paths {
    pub(crate) fn find() -> Result<Self> {
        // Cargo sets the variable for `cargo run`; the compile-time value serves a binary that was
        // started by hand.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .context("xtask does not lie in a workspace")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            // Cargo resolves a relative folder against the current directory.
            Some(folder) => env::current_dir()?.join(folder),
            None => root.join("target"),
        };
        let first = !was_compiled(&target);
        Ok(Self {
            root,
            target,
            first,
        })
    }

    /// How cargo is to compile. What it keeps for the next build makes up 3 GB of 8, so a first
    /// build keeps nothing: a machine that only tests a change has no next one. Whoever goes on to
    /// work here compiles the workspace once more.
    pub(crate) fn incremental(&self) -> Option<(&'static str, &'static str)> {
        self.first.then_some(("CARGO_INCREMENTAL", "0"))
    }

    /// The site: everything that the browser loads, ready for `xuncha serve --site`.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The browser part has its own target folder. Another compiler may build it, and neither build
    /// should discard the other's files.
    pub(crate) fn wasm(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// The server's binary.
    pub(crate) fn server(&self, release: bool) -> PathBuf {
        let profile = if release { "release" } else { "debug" };
        self.target
            .join(profile)
            .join(format!("xuncha{}", env::consts::EXE_SUFFIX))
    }
}

/// Whether cargo keeps something of the rules (`domain`, the first crate) for the next build.
fn was_compiled(target: &Path) -> bool {
    let kept = std::fs::read_dir(target.join("debug/incremental"));
    kept.is_ok_and(|all| {
        all.flatten()
            .any(|it| it.file_name().to_string_lossy().starts_with("domain-"))
    })
}

/// Finds a program in `PATH`.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|file| is_file(file))
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.is_file())
}
