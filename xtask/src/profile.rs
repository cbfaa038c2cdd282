//! How the browser's programs are compiled.

use clap::ValueEnum;

/// How much work the compiler puts into the files.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    /// The profile in the root `Cargo.toml` for the browser part.
    pub(crate) fn for_wasm(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}
