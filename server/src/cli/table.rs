//! `xuncha table`.

use super::out;
use clap::{Args, Subcommand};
use domain::table::{builtins, print, skeleton};
use std::io::Write;
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
    /// Write a table to begin with: every rule family, with comments in Chinese and English
    New {
        /// The TOML file to make; its name is the table's id (moumou-2027.toml)
        file: PathBuf,
    },
}

pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    match &options.command {
        Some(Command::Check { file }) => return check(file),
        Some(Command::New { file }) => return begin(file),
        None => {}
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

/// Never writes over a file: somebody may have filled it in.
fn begin(file: &Path) -> anyhow::Result<ExitCode> {
    let name = file.display();
    let is_toml = file
        .extension()
        .is_some_and(|extension| extension == "toml");
    let id = file.file_stem().and_then(|stem| stem.to_str());
    let Some(text) = id.filter(|_| is_toml).and_then(skeleton) else {
        eprintln!("{name}: the name must be the table's id (a-z, 0-9 and `-`) and `.toml`");
        return Ok(ExitCode::from(2));
    };
    let written =
        std::fs::File::create_new(file).and_then(|mut new| new.write_all(text.as_bytes()));
    if let Err(error) = written {
        eprintln!("{name}: {error}");
        return Ok(ExitCode::from(2));
    }
    out(&format!(
        "{name}: fill the blanks, then run `xuncha table check {name}` · 补全空白后执行 `xuncha table check {name}`"
    ))
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
