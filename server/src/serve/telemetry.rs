//! The log: structured lines on standard error.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging. `XUNCHA_LOG` is a tracing filter (`info`, `server=debug`); with
/// `XUNCHA_LOG_FORMAT=json` each line is a JSON object.
pub fn start() {
    let filter = EnvFilter::try_from_env("XUNCHA_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,server=info"));
    let json = std::env::var("XUNCHA_LOG_FORMAT").is_ok_and(|format| format == "json");
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second start keeps the first logger.
    let started = if json {
        lines.json().try_init()
    } else {
        lines.compact().try_init()
    };
    drop(started);
}
