//! The limits on connections, and how many the system allows.

use std::time::Duration;

/// The most files, and so connections, requested from the system.
const FILES: u64 = 65_536;

/// Limits on connections.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many connections at once; a few more get a response that the server is full, and the
    /// rest are closed.
    pub connections: usize,
    /// How long a request's headers may take, including the first ones on a kept-alive connection.
    pub header: Duration,
    /// A client that reads nothing of its response for this long is gone.
    pub stalled: Duration,
    /// How long an HTTP/2 connection may be without a request, even if its client answers pings.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header: Duration::from_secs(20),
            stalled: Duration::from_secs(60),
            idle: Duration::from_secs(300),
        }
    }
}

impl Limits {
    /// The limits for this process: half of its files, so that the database, photos and pages
    /// always find some. Raises the soft limit as far as the system allows.
    pub fn of_this_process() -> Self {
        let files = usize::try_from(raise_files()).unwrap_or(usize::MAX);
        Self {
            connections: (files / 2).clamp(16, 4096),
            ..Self::default()
        }
    }
}

/// Raises how many files the process may have open; returns the new limit.
#[cfg(unix)]
fn raise_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let now = current.unwrap_or(FILES);
    let wanted = maximum.unwrap_or(FILES).min(FILES);
    if wanted <= now {
        return now;
    }
    let new = Rlimit {
        current: Some(wanted),
        maximum,
    };
    match setrlimit(Resource::Nofile, new) {
        Ok(()) => wanted,
        Err(error) => {
            tracing::warn!(%error, now, "the limit of open files stays as it is");
            now
        }
    }
}

#[cfg(not(unix))]
fn raise_files() -> u64 {
    FILES
}
