//! The binary `xuncha`.

use clap::Parser;
use std::process::ExitCode;

/// Returns the memory of large files: the system's allocator would keep it for each thread that
/// read one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
