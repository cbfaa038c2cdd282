//! `xuncha quarter`.

use super::{Data, out};
use crate::clock::Clock;
use crate::evaluation::Evaluation;
use crate::quarter::differences;
use crate::serve::open_store;
use crate::store::{CardStore, QuarterStore, SetupStore};
use clap::{Args, Subcommand};
use domain::time::Quarter;
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
    /// List the quarters: state, table, and the hash of a closed one
    List,
    /// Print the case of a quarter, for `xuncha score`; of a closed one as it was closed
    Export {
        /// The quarter, like 2026Q4
        quarter: Quarter,
    },
    /// Compute anew what a closed quarter was frozen in: the hashes, the scores byte for byte, and
    /// the chain of what was done. Prints what differs and ends with 1. --data may be a backup
    Verify {
        /// The quarter, like 2026Q4
        quarter: Quarter,
    },
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let store = open_store(&options.data.data, Clock::default(), false).await?;
    let code = match options.command {
        Command::List => {
            let mut lines = String::new();
            for it in store.quarters().await?.0 {
                let Some(book) = store.book(it.quarter).await? else {
                    continue;
                };
                let hash = book.closed().map_or("", |frozen| frozen.sha256.as_str());
                let (state, table) = (it.state.as_str(), &it.table.id);
                lines.push_str(&format!("{}\t{state}\t{table}\t{hash}\n", it.quarter));
            }
            out(&lines)?
        }
        Command::Export { quarter } => match Evaluation::load(&store, Some(quarter)).await {
            Ok(evaluation) => {
                let case = evaluation.case().map_err(|it| anyhow::anyhow!(it.detail))?;
                out(&serde_json::to_string(&case)?)?
            }
            Err(problem) => refuse(&problem.detail),
        },
        Command::Verify { quarter } => match store.book(quarter).await? {
            None => refuse(&format!("there is no quarter {quarter}")),
            Some(book) => {
                let log = store.quarter_log(quarter).await?;
                let found = differences(&book, &log);
                match (found.as_slice(), book.closed()) {
                    ([], Some(frozen)) => out(&format!(
                        "{quarter} is as it was closed; the document's hash is {}",
                        frozen.sha256
                    ))?,
                    ([], None) => out(&format!(
                        "{quarter} is not closed; what is kept of it is as it was written"
                    ))?,
                    (differ, _) => {
                        eprintln!("{}", differ.join("\n"));
                        ExitCode::FAILURE
                    }
                }
            }
        },
    };
    store.close().await?;
    Ok(code)
}

fn refuse(words: &str) -> ExitCode {
    eprintln!("{words}");
    ExitCode::from(2)
}
