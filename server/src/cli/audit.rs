//! `xuncha audit`.

use super::data::Data;
use crate::ground::clock::Clock;
use crate::store::AuditCheck;
use clap::{Args, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compute the hash chain anew: prints how many entries are right and the last one's hash, or
    /// names the first that is not and ends with 1. --data may be a backup
    Verify,
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let Command::Verify = options.command;
    let store = options.data.storage().open(Clock::default(), false).await?;
    let check = store.verify_audit().await?;
    store.close().await?;
    Ok(match check {
        AuditCheck::Right { entries, last } => {
            println!("{entries} entries are as they were written; the last one's hash is {last}");
            ExitCode::SUCCESS
        }
        AuditCheck::Wrong {
            after,
            number,
            what,
            why,
        } => {
            eprintln!("entry {number} ({what}): {why}; {after} before it are right");
            ExitCode::FAILURE
        }
    })
}
