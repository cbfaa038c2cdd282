//! `xuncha table`.

use super::out;
use clap::{Args, Subcommand};
use domain::table::{builtins, print};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// The table's id (zichuan-2022)
    id: Option<String>,
    /// Print JSON for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a table file: each fault with its line, column and reason
    Check {
        /// The TOML file
        file: PathBuf,
    },
}

pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    if let Some(Command::Check { file }) = &options.command {
        return check(file);
    }
    let id = options.id.as_deref().unwrap_or_default();
    let Some(table) = builtins().iter().find(|table| table.id == id) else {
        let known: Vec<_> = builtins().iter().map(|table| table.id.as_str()).collect();
        anyhow::bail!("no table `{id}`; there is: {}", known.join(", "));
    };
    let text = if options.json {
        serde_json::to_string_pretty(&print::json(table))?
    } else {
        print::text(table)
    };
    out(&text)
}

fn check(file: &Path) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
    match print::check(&text) {
        Ok(report) => out(&report),
        Err(faults) => {
            eprintln!("{}:\n{faults}", file.display());
            Ok(ExitCode::from(2))
        }
    }
}
