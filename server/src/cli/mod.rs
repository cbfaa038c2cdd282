//! The command line.

mod audit;
mod backup;
mod data;
mod device;
mod district;
mod draw;
mod moving;
mod out;
mod printed;
mod quarter;
mod score;
mod serve;
mod table;
mod user;

use clap::{Parser, Subcommand};
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
    /// Import towns, sites and people from a workbook, or write one
    District(district::Options),
    /// Repeat draws (随机抽取) from their records
    Draw(draw::Options),
    /// Move the district from the folder's file to a PostgreSQL database
    Move(moving::Options),
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

/// Runs a command.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    if !matches!(cli.command, Command::Score(_) | Command::Table(_)) {
        // The other commands may create files in the data folder, or a copy of it.
        crate::ground::private::files_to_come();
    }
    match cli.command {
        Command::Audit(options) => audit::run(options).await,
        Command::Backup(options) => backup::back_up(options).await,
        Command::Device(options) => device::run(options).await,
        Command::District(options) => district::run(options).await,
        Command::Draw(options) => draw::run(options).await,
        Command::Move(options) => moving::run(options).await,
        Command::Quarter(options) => quarter::run(options).await,
        Command::Restore(options) => backup::restore(options).await,
        Command::Score(options) => score::run(&options),
        Command::Serve(options) => serve::run(options).await,
        Command::Table(options) => table::run(&options),
        Command::User(options) => user::run(options).await,
    }
}
