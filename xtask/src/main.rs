//! `cargo xtask build | serve | package | test | monkey | bench`: everything around the build, in Rust.

mod apt;
mod bench;
mod bindgen;
mod browsers;
mod css;
mod digest;
mod features;
mod host;
mod monkey;
mod package;
mod part;
mod paths;
mod postgres;
mod profile;
mod serve;
mod site;
mod step;
mod test;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::part::Part;
use crate::paths::Paths;
use crate::profile::Profile;

/// Builds, serves and tests Xuncha.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the browser's files: WebAssembly, styles, icons, service worker
    Build {
        /// `dev` compiles in seconds; `release` makes the small files for deployment
        #[arg(long, value_enum, default_value_t = Profile::Dev)]
        profile: Profile,
        /// Compile only this program, and keep the last build of the others
        #[arg(long, value_enum)]
        only: Option<Part>,
        #[command(flatten)]
        wasm: wasm::Options,
    },
    /// Build everything and serve it with demo data
    Serve(serve::Options),
    /// Build everything and make a Debian package and an archive of it
    Package(package::Options),
    /// Check everything that must hold before a change lands: formatting, lints, tests, licences
    Test(test::Options),
    /// Let a random hand walk over every page of every role
    Monkey(monkey::Options),
    /// Measure everything that has a budget
    Bench(bench::Options),
}

fn main() -> ExitCode {
    // Printed here, because a backtrace through this program does not help with a failed build.
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
        Command::Package(options) => package::run(&paths, options),
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
