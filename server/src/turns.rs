//! Turns for what takes memory by the hundred megabytes, or a whole import: files that are received,
//! files that are read, and rescues.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Files in memory while they arrive.
const RECEIVED: usize = 8;
/// Files that are read at once.
const READ: usize = 2;
/// Rescue files that arrive, on the disk, and are imported at once.
const RESCUED: usize = 2;
/// How long one waits for its turn, shorter than browsers and proxies do.
const PATIENCE: Duration = Duration::from_secs(20);

/// The turns of a server; cheap to copy.
#[derive(Debug, Clone)]
pub struct Turns {
    received: Arc<Semaphore>,
    read: Arc<Semaphore>,
    rescued: Arc<Semaphore>,
}

/// Turns that end when this is dropped: whoever reads holds it, since who asked may have gone.
#[derive(Debug)]
pub struct Turn(Vec<OwnedSemaphorePermit>);

impl Default for Turns {
    fn default() -> Self {
        Self {
            received: Arc::new(Semaphore::new(RECEIVED)),
            read: Arc::new(Semaphore::new(READ)),
            rescued: Arc::new(Semaphore::new(RESCUED)),
        }
    }
}

impl Turns {
    /// A turn to receive a file; none where many arrive already, since how long they take is up to
    /// their senders.
    pub(crate) fn to_receive(&self) -> Option<Turn> {
        let turn = Arc::clone(&self.received).try_acquire_owned().ok()?;
        Some(Turn(vec![turn]))
    }

    /// A turn to read a file that was received, with the turn of that; none where others take too
    /// long.
    pub(crate) async fn to_read(&self, mut received: Turn) -> Option<Turn> {
        let turn = Arc::clone(&self.read).acquire_owned();
        received.0.push(timeout(PATIENCE, turn).await.ok()?.ok()?);
        Some(received)
    }

    /// A turn for a rescue file, from its first byte on: nobody sends a gigabyte in vain.
    pub(crate) fn to_rescue(&self) -> Option<Turn> {
        let turn = Arc::clone(&self.rescued).try_acquire_owned().ok()?;
        Some(Turn(vec![turn]))
    }
}
