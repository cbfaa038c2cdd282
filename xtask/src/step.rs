//! Runs steps one at a time; prints each and its duration.

use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Prints a step, runs it, and prints its duration.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("→ {what}");
    let start = Instant::now();
    let result = work();
    let time = seconds(start.elapsed());
    match &result {
        Ok(_) => eprintln!("  {what}: {time}"),
        Err(_) => eprintln!("  {what}: failed after {time}"),
    }
    result
}

/// Runs a command and passes its output through; fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = show(command);
    let status = command
        .status()
        .with_context(|| format!("cannot start: {line}"))?;
    if !status.success() {
        bail!("{status}: {line}");
    }
    Ok(())
}

/// Runs a command quietly and returns its standard output, trimmed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = show(command);
    let out = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start: {line}"))?;
    if !out.status.success() {
        let why = String::from_utf8_lossy(&out.stderr);
        bail!("{}: {line}\n{}", out.status, why.trim_end());
    }
    Ok(String::from_utf8(out.stdout)?.trim().to_owned())
}

/// The command as a person would type it.
pub(crate) fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// `12.3 s` or `2 min 5 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_names_itself() {
        let error = run(Command::new("false").arg("--really")).unwrap_err();
        assert!(error.to_string().contains("false --really"), "{error}");
    }

    #[test]
    fn times_read_well() {
        assert_eq!(seconds(Duration::from_millis(12_340)), "12.3 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 5 s");
    }
}
