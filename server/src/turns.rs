//! Turns for what takes memory by the hundred megabytes: whole files that are received, and files
//! that are read.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Files in memory while they arrive.
const RECEIVED: usize = 8;
/// Files that are read at once.
const READ: usize = 2;
/// How long one waits for its turn, shorter than browsers and proxies do.
const PATIENCE: Duration = Duration::from_secs(20);

/// The turns of a server; cheap to copy.
#[derive(Debug, Clone)]
pub struct Turns {
    received: Arc<Semaphore>,
    read: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            received: Arc::new(Semaphore::new(RECEIVED)),
            read: Arc::new(Semaphore::new(READ)),
        }
    }
}

impl Turns {
    /// A turn to receive a file; none where many arrive already, since how long they take is up to
    /// their senders.
    pub(crate) fn to_receive(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.received).try_acquire_owned().ok()
    }

    /// A turn to read a file; none where others take too long.
    pub(crate) async fn to_read(&self) -> Option<OwnedSemaphorePermit> {
        let turn = Arc::clone(&self.read).acquire_owned();
        timeout(PATIENCE, turn).await.ok()?.ok()
    }
}
