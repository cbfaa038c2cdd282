//! Printing the output of a command.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// Prints; a reader that has closed the pipe (`| head`) is not an error.
pub(super) fn out(text: &str) -> anyhow::Result<ExitCode> {
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    match write!(std::io::stdout().lock(), "{text}{newline}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
