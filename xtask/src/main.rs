//! `cargo xtask build | serve | test | monkey | bench`: the whole set-up, in Rust.

mod apt;
mod bench;
mod bindgen;
mod css;
mod features;
mod monkey;
mod paths;
mod serve;
mod site;
mod step;
mod test;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use crate::paths::Paths;

/// Builds, serves and tests Xuncha.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build what the browser loads: WebAssembly, styles, icons, service worker
    Build {
        /// `dev` compiles in seconds, `release` makes the small files that are deployed
        #[arg(long, value_enum, default_value_t = Profile::Dev)]
        profile: Profile,
        /// Compile this program alone; the others stay as they were built last
        #[arg(long, value_enum)]
        only: Option<Part>,
        #[command(flatten)]
        wasm: wasm::Options,
    },
    /// Build everything and serve it with demo data
    Serve(serve::Options),
    /// Formatting, lints, tests, licences: all that must hold before a change lands
    Test(test::Options),
    /// Let a hand that knows nothing walk over every page of every role
    Monkey(monkey::Options),
    /// Measure what has a budget
    Bench(bench::Options),
}

/// How much work goes into the files.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Profile {
    Dev,
    Release,
}

impl Profile {
    /// The profile of the root `Cargo.toml` that compiles the browser part.
    fn for_wasm(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}

/// The programs that run in the browser, made of one source.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Takes over the pages that the server renders.
    Pages,
    /// The same for the pages of results.
    Desk,
    /// The same for what leads to them.
    Books,
    /// The same for the district's registry.
    Manage,
    /// The same for its visits.
    Visits,
    /// The inspector's part, which works without a network.
    Tablet,
}

impl Part {
    /// Every program. Those that take pages over follow each other: they share what is compiled.
    const ALL: [Self; 6] = [
        Self::Tablet,
        Self::Pages,
        Self::Desk,
        Self::Books,
        Self::Manage,
        Self::Visits,
    ];

    /// The feature of `frontend` that makes it, and the name of its files.
    fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Desk => "desk",
            Self::Books => "books",
            Self::Manage => "manage",
            Self::Visits => "visits",
            Self::Tablet => "tablet",
        }
    }

    /// What it may weigh on the wire, with brotli: the tablet's is loaded once and then kept.
    fn budget(self) -> u64 {
        match self {
            Self::Tablet => 400_000,
            Self::Pages | Self::Desk | Self::Books | Self::Manage | Self::Visits => 350_000,
        }
    }
}

fn main() -> ExitCode {
    // Printed here, since a backtrace through this program helps nobody whose build failed.
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<()> {
    let paths = Paths::find()?;
    match &cli.command {
        Command::Build {
            profile,
            only,
            wasm,
        } => {
            let built = site::build_only(&paths, *profile, wasm, *only)?;
            println!("site: {}", built.folder.display());
            Ok(())
        }
        Command::Serve(options) => serve::run(&paths, options),
        Command::Test(options) => test::run(&paths, options),
        Command::Monkey(options) => monkey::run(&paths, options),
        Command::Bench(options) => bench::run(&paths, options),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
