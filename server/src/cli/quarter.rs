//! `xuncha quarter`.

use super::data::Data;
use super::out::out;
use crate::ground::clock::Clock;
use crate::quarter::evaluation::Evaluation;
use crate::quarter::life::differences;
use crate::sheets::archive;
use crate::store::Store;
use clap::{Args, Subcommand};
use domain::time::Quarter;
use std::path::Path;
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
    /// Print the case of a quarter, for `xuncha score`; for a closed quarter, the case of its
    /// closing
    Export {
        /// The quarter, like 2026Q4
        quarter: Quarter,
    },
    /// Recompute what a closed quarter was frozen with: the hashes, the scores byte for byte, and
    /// the chain of acts. Prints the differences and ends with 1. --data may be a backup. With an
    /// archive (.zip), checks each file in it against its list of hashes and the record of the
    /// closing; no data folder is needed then
    Verify {
        /// The quarter, like 2026Q4, or an archive of one, like 2026Q4-archive.zip
        quarter: String,
    },
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    if let Command::Verify { quarter } = &options.command
        && quarter.parse::<Quarter>().is_err()
    {
        let path = Path::new(quarter);
        if !path.is_file() {
            let words = format!("`{quarter}` is neither a quarter like 2026Q4 nor a file");
            return Ok(refuse(&words));
        }
        return whole(path);
    }
    let store = options.data.storage().open(Clock::default(), false).await?;
    let code = match options.command {
        Command::List => list(&store).await?,
        Command::Export { quarter } => match Evaluation::load(&store, Some(quarter)).await {
            Ok(evaluation) => {
                let case = evaluation.case().map_err(|it| anyhow::anyhow!(it.detail))?;
                out(&serde_json::to_string(&case)?)?
            }
            Err(problem) => refuse(&problem.detail),
        },
        Command::Verify { quarter } => kept(&store, quarter.parse()?).await?,
    };
    store.close().await?;
    Ok(code)
}

async fn list(store: &Store) -> anyhow::Result<ExitCode> {
    let mut lines = String::new();
    for it in store.quarters().await?.0 {
        let Some(book) = store.book(it.quarter).await? else {
            continue;
        };
        let hash = book.closed().map_or("", |frozen| frozen.sha256.as_str());
        let (state, table) = (it.state.as_str(), &it.table.id);
        lines.push_str(&format!("{}\t{state}\t{table}\t{hash}\n", it.quarter));
    }
    out(&lines)
}

/// Verifies a stored quarter.
async fn kept(store: &Store, quarter: Quarter) -> anyhow::Result<ExitCode> {
    let Some(book) = store.book(quarter).await? else {
        return Ok(refuse(&format!("there is no quarter {quarter}")));
    };
    let log = store.quarter_log(quarter).await?;
    let found = differences(&book, &log);
    match (found.as_slice(), book.closed()) {
        ([], Some(frozen)) => out(&format!(
            "{quarter} is as it was closed; the document's hash is {}",
            frozen.sha256
        )),
        ([], None) => out(&format!(
            "{quarter} is not closed; what is kept of it is as it was written"
        )),
        (differ, _) => Ok(tell(differ)),
    }
}

/// Verifies an archive.
fn whole(path: &Path) -> anyhow::Result<ExitCode> {
    match archive::verify(path) {
        Ok(Ok(it)) => out(&format!(
            "{} is as it was closed; the document's hash is {}\n{} files are as they were listed; \
             the list's hash is {}",
            it.quarter, it.document, it.files, it.list
        )),
        Ok(Err(differ)) => Ok(tell(&differ)),
        Err(error) => Ok(refuse(&format!("{}: {error}", path.display()))),
    }
}

fn tell(differ: &[String]) -> ExitCode {
    eprintln!("{}", differ.join("\n"));
    ExitCode::FAILURE
}

fn refuse(words: &str) -> ExitCode {
    eprintln!("{words}");
    ExitCode::from(2)
}
