//! The log: structured lines on standard error.

use clap::ValueEnum;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// Each line is a JSON object; `spans[0].id` is the id of the request that it belongs to
    Json,
}

/// Starts logging. `XUNCHA_LOG` is a tracing filter (`info`, `server=debug`).
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env("XUNCHA_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,server=info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second start keeps the first logger.
    let started = match format {
        // The list of spans begins with the request, whatever is inside it.
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .try_init(),
        LogFormat::Text => lines.compact().try_init(),
    };
    drop(started);
}
