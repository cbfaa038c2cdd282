//! `xuncha move`.

use super::data::Data;
use crate::store::Store;
use anyhow::Context;
use clap::Args;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    data: Data,
    /// Give up a move that was interrupted: the file takes changes again
    #[arg(long)]
    cancel: bool,
}

/// Moves the district from the folder's file to the PostgreSQL database.
pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let storage = options.data.storage();
    let file = storage.file();
    if options.cancel {
        Store::stay(&file).await?;
        println!("{} takes changes again", file.display());
        return Ok(ExitCode::SUCCESS);
    }
    if storage.database.is_none() {
        anyhow::bail!("name the PostgreSQL database with --database-url or DATABASE_URL");
    }
    if !file.exists() {
        anyhow::bail!("there is no database in {}", storage.data.display());
    }
    let mut total = 0;
    let moved = storage
        .take_over(&file, &mut |table, contents| {
            println!("{table:20} {:>9} rows  {}", contents.rows, contents.sha256);
            total += contents.rows;
        })
        .await;
    moved.context(
        "the move is not finished, and the file takes no changes meanwhile.\n\
         The same command goes on where it stopped; with --cancel the file takes changes again",
    )?;
    println!(
        "{total} rows are in the new database, and compared.\n\
         The file {} refuses changes from now on. The photos stay in the folder.\n\
         Serve with the same --database-url; tablets go on as if nothing had happened.",
        file.display()
    );
    Ok(ExitCode::SUCCESS)
}
