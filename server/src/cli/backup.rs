//! `xuncha backup` and `xuncha restore`.

use super::data::Data;
use crate::ground::clock::Clock;
use crate::serve::backup::{self, CopyReport};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The folder to create; it must not exist. It holds password hashes: protect it like the data
    /// folder
    folder: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    #[command(flatten)]
    data: Data,
    /// A folder that `xuncha backup` has made
    folder: PathBuf,
}

pub(super) async fn back_up(options: Backup) -> anyhow::Result<ExitCode> {
    let storage = options.data.storage();
    let report = backup::back_up(&storage, &options.folder, Clock::default()).await?;
    println!(
        "{}  the database and {} files",
        options.folder.display(),
        report.photos
    );
    Ok(faults(&report, &storage.data))
}

pub(super) async fn restore(options: Restore) -> anyhow::Result<ExitCode> {
    let storage = options.data.storage();
    let report = backup::restore(&options.folder, &storage, Clock::default()).await?;
    println!(
        "{}  the database and {} files\n\
         Everybody signs in again; tablets then fetch everything and send again what they keep.\n\
         Accounts, passwords and barred devices are as they were: look through them.",
        storage.data.display(),
        report.photos
    );
    Ok(faults(&report, &options.folder))
}

/// Prints the photos that are damaged or missing; the exit code says whether there are any.
fn faults(report: &CopyReport, whence: &Path) -> ExitCode {
    for sha256 in &report.altered {
        eprintln!("{}: photo {sha256} is altered: left out", whence.display());
    }
    for sha256 in &report.missing {
        eprintln!("{}: photo {sha256} is missing", whence.display());
    }
    if report.altered.is_empty() && report.missing.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
