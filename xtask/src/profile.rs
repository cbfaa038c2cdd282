//! How the browser part is compiled.

use clap::ValueEnum;

/// How much work goes into the files.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    /// The profile of the root `Cargo.toml` that compiles the browser part.
    pub(crate) fn for_wasm(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}
