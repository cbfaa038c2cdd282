//! `xuncha score`.

use super::out::out;
use clap::Args;
use domain::scoring::{Case, CaseErrors};
use domain::table::{Table, builtin, builtins};
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The case as JSON; `-` reads standard input
    case: PathBuf,
    /// Score by this table file instead of a table that comes with the program
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
}

/// Prints the scores. For an invalid case it prints the faults with their places, and the exit code
/// is 2.
pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let name = options.case.display();
    let read = if options.case.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(&options.case)
    };
    let text = match read {
        Ok(text) => text,
        Err(error) => return refuse(&format!("{name}: {error}")),
    };
    let case = match Case::read(&text) {
        Ok(case) => case,
        Err(errors) => return faulty(&errors),
    };
    let own = match &options.table {
        None => None,
        Some(file) => match std::fs::read_to_string(file) {
            Err(error) => return refuse(&format!("{}: {error}", file.display())),
            Ok(text) => match Table::parse(&text) {
                Err(faults) => return refuse(&format!("{}:\n{faults}", file.display())),
                Ok(table) => Some(table),
            },
        },
    };
    let Some(table) = own.as_ref().or_else(|| builtin(&case.table)) else {
        let known: Vec<_> = builtins().iter().map(|table| table.id.as_str()).collect();
        return refuse(&format!(
            "/table: there is no table `{}`; there is: {}",
            case.table,
            known.join(", ")
        ));
    };
    match case.score(table) {
        Ok(scores) => out(&serde_json::to_string(&scores)?),
        Err(errors) => faulty(&errors),
    }
}

fn faulty(errors: &CaseErrors) -> anyhow::Result<ExitCode> {
    refuse(&errors.to_string())
}

fn refuse(words: &str) -> anyhow::Result<ExitCode> {
    eprintln!("{words}");
    Ok(ExitCode::from(2))
}
