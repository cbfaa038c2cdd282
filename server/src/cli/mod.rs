//! The command line.

mod audit;
mod backup;
mod device;
mod district;
mod draw;
mod printed;
mod quarter;
mod score;
mod serve;
mod table;
mod user;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Inspections of government services: tick off offline, verify, score, show each deduction.
///
/// One binary and one data folder. `xuncha serve` starts the server; the other commands work on
/// the same folder, also while the server runs.
#[derive(Debug, Parser)]
#[command(
    name = "xuncha",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check that the audit log is what was written
    Audit(audit::Options),
    /// Copy the database and the photos into a new folder, also while the server runs
    Backup(backup::Backup),
    /// List tablets, and bar a lost one
    Device(device::Options),
    /// Take towns, sites and people from a workbook, or write one
    District(district::Options),
    /// Repeat draws (随机抽取) from their records
    Draw(draw::Options),
    /// List quarters, export a case, verify a closed quarter
    Quarter(quarter::Options),
    /// Make a data folder from a backup; tablets then send again what it lacks
    Restore(backup::Restore),
    /// Score a case: the findings and facts of a quarter, by an evaluation table
    Score(score::Options),
    /// Serve pages, sync and photos
    Serve(serve::Options),
    /// Print an evaluation table, or check a table file
    Table(table::Options),
    /// Add, list and lock accounts, set passwords
    User(user::Options),
}

#[derive(Debug, Args)]
struct Data {
    /// The folder with the database and the photos
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "./data",
        env = "XUNCHA_DATA"
    )]
    data: PathBuf,
}

/// Runs a command.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    if !matches!(cli.command, Command::Score(_) | Command::Table(_)) {
        // All others may make files in the data folder, or a copy of it.
        crate::ground::private::files_to_come();
    }
    match cli.command {
        Command::Audit(options) => audit::run(options).await,
        Command::Backup(options) => backup::back_up(options).await,
        Command::Device(options) => device::run(options).await,
        Command::District(options) => district::run(options).await,
        Command::Draw(options) => draw::run(options).await,
        Command::Quarter(options) => quarter::run(options).await,
        Command::Restore(options) => backup::restore(options).await,
        Command::Score(options) => score::run(&options),
        Command::Serve(options) => serve::run(options).await,
        Command::Table(options) => table::run(&options),
        Command::User(options) => user::run(options).await,
    }
}

/// Prints; a reader that went away (`| head`) is no error.
fn out(text: &str) -> anyhow::Result<ExitCode> {
    use std::io::{ErrorKind, Write};
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    match write!(std::io::stdout().lock(), "{text}{newline}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
