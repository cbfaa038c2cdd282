//! The binary `xuncha`.

use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = server::cli::Cli::parse();
    match server::cli::run(cli).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xuncha: {error:#}");
            ExitCode::FAILURE
        }
    }
}
