//! `xuncha district`: importing the district's registry from a workbook, and exporting it.

use super::data::Data;
use crate::ground::clock::Clock;
use crate::registry::{Import, import, workbook};
use crate::sheets::workbook::{FileRefusal, ImportReport};
use anyhow::{Context, bail};
use app::i18n::Locale;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The name of the command line in the audit log.
const BY: &str = "command line";

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import towns, sites and people from a workbook, all or none
    Import {
        /// The workbook (.xlsx); `export` writes one to fill in
        file: PathBuf,
        /// Change nothing, only report what would change
        #[arg(long)]
        check: bool,
    },
    /// Write the workbook with the current registry
    Export {
        /// Where to write it
        file: PathBuf,
        /// Leave it empty, to fill in
        #[arg(long)]
        blank: bool,
    },
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let store = options.data.storage().open(Clock::default(), false).await?;
    let code = match options.command {
        Command::Import { file, check } => {
            let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
            let report = import(Import {
                store: &store,
                file: bytes.into(),
                turn: None,
                by: BY,
                words: Locale::zh_CN,
                only_check: check,
                seen: None,
            });
            match report.await {
                Ok(report) => super::out::out(&told(&report, check))?,
                Err(FileRefusal::Wrong(lines, total)) => {
                    let lines = lines
                        .iter()
                        .map(|it| format!("{} {}{}: {}\n", it.sheet, it.column, it.line, it.words));
                    eprint!("{}", lines.collect::<String>());
                    eprintln!("{total} faults: nothing was changed");
                    ExitCode::FAILURE
                }
                Err(FileRefusal::Unreadable(why)) => {
                    bail!(
                        "{}: {}: not a workbook that can be read",
                        file.display(),
                        why.code()
                    )
                }
                Err(FileRefusal::Changed) => bail!("the registry was changed meanwhile: try again"),
                Err(FileRefusal::Problem(problem)) => bail!("{}", problem.detail),
            }
        }
        Command::Export { file, blank } => {
            let bytes = workbook(&store, !blank).await;
            let bytes = bytes.map_err(|problem| anyhow::anyhow!(problem.detail))?;
            std::fs::write(&file, bytes).with_context(|| file.display().to_string())?;
            ExitCode::SUCCESS
        }
    };
    store.close().await?;
    Ok(code)
}

fn told(report: &ImportReport, check: bool) -> String {
    let lines = report.lines.iter();
    let lines: String = lines
        .map(|it| format!("{} {}: {}\n", it.sheet, it.line, it.words))
        .collect();
    let new = report.taken - report.changed;
    let done = if check { "would be" } else { "are" };
    format!(
        "{lines}{new} {done} new, {} {done} changed, {} are as they were",
        report.changed, report.unchanged
    )
}
