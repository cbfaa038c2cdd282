//! Turns: permits for work that takes hundreds of megabytes of memory, or for whole imports. They
//! limit receiving files, reading files, and rescues.

use domain::ids::UserId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How many files may be in memory while they arrive.
const RECEIVED: usize = 8;
/// How many of those one person may send, so that a slow sender does not block others.
const OF_ONE: usize = 3;
/// How many files are read at once.
const READ: usize = 2;
/// How many rescue files arrive on disk and are imported at once.
const RESCUED: usize = 2;
/// How long a request waits for its turn: less than the time-outs of browsers and proxies.
const PATIENCE: Duration = Duration::from_secs(20);

/// The turns of a server; cheap to clone.
#[derive(Debug, Clone)]
pub struct Turns {
    received: Arc<Semaphore>,
    senders: Senders,
    read: Arc<Semaphore>,
    rescued: Arc<Semaphore>,
}

/// How many files each person is sending.
#[derive(Debug, Clone, Default)]
struct Senders(Arc<Mutex<HashMap<UserId, usize>>>);

/// One of the files that a person is sending.
#[derive(Debug)]
struct Sending(Senders, UserId);

/// Turns that end when this is dropped. The reading task holds it, since the request may be gone.
#[derive(Debug)]
#[expect(dead_code, reason = "held, not read")]
pub struct Turn {
    permits: Vec<OwnedSemaphorePermit>,
    sending: Option<Sending>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            received: Arc::new(Semaphore::new(RECEIVED)),
            senders: Senders::default(),
            read: Arc::new(Semaphore::new(READ)),
            rescued: Arc::new(Semaphore::new(RESCUED)),
        }
    }
}

impl Turns {
    /// A turn to receive a person's file. `None` if too many files arrive already, or too many of
    /// this person's; waiting makes no sense, since senders may be slow.
    pub(crate) fn to_receive(&self, of: UserId) -> Option<Turn> {
        let sending = self.senders.begin(of)?;
        let turn = Arc::clone(&self.received).try_acquire_owned().ok()?;
        Some(Turn {
            permits: vec![turn],
            sending: Some(sending),
        })
    }

    /// A turn to read a received file, added to its turn to receive; `None` if waiting takes too
    /// long.
    pub(crate) async fn to_read(&self, mut received: Turn) -> Option<Turn> {
        let turn = Arc::clone(&self.read).acquire_owned();
        let turn = timeout(PATIENCE, turn).await.ok()?.ok()?;
        received.permits.push(turn);
        Some(received)
    }

    /// A turn for a rescue file, taken before its first byte, so that nobody sends a gigabyte in
    /// vain.
    pub(crate) fn to_rescue(&self) -> Option<Turn> {
        let turn = Arc::clone(&self.rescued).try_acquire_owned().ok()?;
        Some(Turn {
            permits: vec![turn],
            sending: None,
        })
    }
}

impl Senders {
    fn begin(&self, of: UserId) -> Option<Sending> {
        let mut senders = self.lock();
        let files = senders.entry(of).or_default();
        if *files >= OF_ONE {
            return None;
        }
        *files += 1;
        Some(Sending(self.clone(), of))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        let mut senders = self.0.lock();
        if let Some(files) = senders.get_mut(&self.1) {
            *files = files.saturating_sub(1);
            if *files == 0 {
                senders.remove(&self.1);
            }
        }
    }
}
