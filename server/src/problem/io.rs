//! Failures of the disk.

use super::Problem;
use std::io;

/// Runs disk work outside the async threads.
pub(crate) async fn blocking(
    work: impl FnOnce() -> io::Result<()> + Send + 'static,
) -> Result<(), Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Problem::internal)?.map_err(of_io)
}

/// Whether the process (EMFILE) or the system (ENFILE) has no file descriptor left for now.
fn is_passing(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24))
}

/// The problem that a disk failure means for the client.
pub(crate) fn of_io(error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Problem::full(),
        _ if is_passing(&error) => Problem::unavailable(),
        _ => Problem::internal(error),
    }
}
