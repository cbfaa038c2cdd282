//! `xuncha draw`: the draws (随机抽取) of the district, repeated from their records.

use super::data::Data;
use crate::ground::clock::Clock;
use crate::quarter::draws;
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
    /// Repeat draws from their records, and name those that do not match
    Verify {
        /// The number of the draw; all draws without it
        number: Option<u64>,
    },
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let store = options.data.storage().open(Clock::default(), false).await?;
    let Command::Verify { number } = options.command;
    let listed = store.draws().await?;
    let numbers = listed.iter().map(|it| it.number);
    let (mut lines, mut wrong, mut all) = (String::new(), 0, 0);
    for asked in numbers.filter(|it| number.is_none_or(|number| number == *it)) {
        let Some(kept) = store.draw(asked).await? else {
            continue;
        };
        all += 1;
        let said = match draws::verify(&kept) {
            Ok(record) => format!("holds: {} sites, drawn {}", record.drawn.len(), record.at),
            Err(why) => {
                wrong += 1;
                format!("DOES NOT HOLD: {why}")
            }
        };
        lines.push_str(&format!("{asked}  {said}\n"));
    }
    store.close().await?;
    if all == 0 && number.is_some() {
        anyhow::bail!("there is no such draw");
    }
    super::out::out(&format!("{lines}{all} draws, {wrong} do not hold"))?;
    Ok(if wrong == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
