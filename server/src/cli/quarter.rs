//! `xuncha quarter`.

use super::{Data, out};
use crate::clock::Clock;
use crate::evaluation::Evaluation;
use crate::serve::open_store;
use crate::store::{CardStore, QuarterStore, SetupStore};
use clap::{Args, Subcommand};
use domain::quarter::{Course, Frozen, State};
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
    /// List the quarters with their states and tables
    List,
    /// Compute anew what a quarter was closed with: the hash of its document, of the table's text,
    /// and the scores byte for byte; ends with 1 where something differs. --data may be a backup
    Verify {
        /// The quarter, as 2026Q4
        quarter: Quarter,
    },
    /// Print a quarter as a case that `xuncha score` takes; a closed one as it was closed with
    Export {
        /// The quarter, as 2026Q4
        quarter: Quarter,
    },
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let store = open_store(&options.data.data, Clock::default(), false).await?;
    let code = match options.command {
        Command::List => {
            let mut lines = String::new();
            for it in store.quarters().await?.0 {
                let line = format!("{}  {:<6}  {}\n", it.quarter, it.state.as_str(), it.table.id);
                lines.push_str(&line);
            }
            out(&lines)?
        }
        Command::Verify { quarter } => verify(&store, quarter).await?,
        Command::Export { quarter } => {
            let evaluation = Evaluation::load(&store, Some(quarter))
                .await
                .map_err(|problem| anyhow::anyhow!("{}", problem.detail))?;
            let case = evaluation
                .case()
                .map_err(|problem| anyhow::anyhow!("{}", problem.detail))?;
            out(&serde_json::to_string(&case)?)?
        }
    };
    store.close().await?;
    Ok(code)
}

async fn verify(store: &impl QuarterStoreAndCards, quarter: Quarter) -> anyhow::Result<ExitCode> {
    let quarters = store.quarters().await?;
    let Some(known) = quarters.0.iter().find(|it| it.quarter == quarter) else {
        eprintln!("there is no quarter {quarter}");
        return Ok(ExitCode::from(2));
    };
    let events = store.quarter_events(quarter).await?;
    let course = Course::of(events.iter().map(|it| &it.event));
    if course.state != known.state {
        eprintln!(
            "the quarter says {}, what was done to it adds up to {}",
            known.state.as_str(),
            course.state.as_str()
        );
        return Ok(ExitCode::FAILURE);
    }
    if known.state != State::Closed {
        eprintln!("{quarter} is not closed: {}", known.state.as_str());
        return Ok(ExitCode::from(2));
    }
    let Some((doc, _)) = store.frozen(quarter).await? else {
        eprintln!("{quarter} has no document");
        return Ok(ExitCode::FAILURE);
    };
    // The hash of the event: that one stands in the audit chain as well.
    let kept = course.sha256.unwrap_or_default();
    match Frozen::verify(&doc, &kept) {
        Ok(frozen) if frozen.table.sha256 != known.table.sha256 => {
            eprintln!("the quarter names another table than its document");
            Ok(ExitCode::FAILURE)
        }
        Ok(_) => out(&format!("{quarter} is as it was closed: {kept}")),
        Err(broken) => {
            eprintln!("{quarter}: {broken}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What verifying reads.
trait QuarterStoreAndCards: QuarterStore + CardStore {}
impl<T: QuarterStore + CardStore> QuarterStoreAndCards for T {}
