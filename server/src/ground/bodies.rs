//! How many bytes of requests may be in memory at once. A request takes its share before its body is
//! read, and waits for it only briefly: senders come again later, and memory stays bounded however
//! many come.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

const MIB: usize = 1024 * 1024;
/// Shares are counted in this many bytes.
const UNIT: usize = 1024;
/// How long a request waits for its share. Senders need longer to notice a time-out.
const SOON: Duration = Duration::from_secs(2);
/// How long a photo that has arrived waits to be checked, which takes others a moment each.
const PATIENCE: Duration = Duration::from_secs(10);

/// The bytes that may be in memory; cheap to clone.
#[derive(Debug, Clone)]
pub struct Bodies {
    /// Pushes, and pieces of photos.
    pub(crate) tablets: Budget,
    /// What pages send.
    pub(crate) pages: Budget,
    /// Whole photos, which are checked.
    pub(crate) photos: Budget,
}

/// Bytes for one purpose.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    free: Arc<Semaphore>,
    units: u32,
    patience: Duration,
}

/// A part of a budget, until it is dropped.
#[derive(Debug)]
#[expect(dead_code, reason = "held, not read")]
pub(crate) struct Share(OwnedSemaphorePermit);

impl Default for Bodies {
    fn default() -> Self {
        Self::of(64 * MIB, 64 * MIB, 64 * MIB)
    }
}

impl Bodies {
    /// With these numbers of bytes for tablets, for pages, and for whole photos.
    pub fn of(tablets: usize, pages: usize, photos: usize) -> Self {
        Self {
            tablets: Budget::of(tablets, SOON),
            pages: Budget::of(pages, SOON),
            photos: Budget::of(photos, PATIENCE),
        }
    }
}

impl Budget {
    fn of(bytes: usize, patience: Duration) -> Self {
        let units = u32::try_from((bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS));
        let units = units.unwrap_or(u32::MAX);
        Self {
            free: Arc::new(Semaphore::new(usize::try_from(units).unwrap_or(1))),
            units,
            patience,
        }
    }

    /// Takes a share for so many bytes; `None` if waiting takes too long. More than the whole budget
    /// counts as the whole.
    pub(crate) async fn take(&self, bytes: u64) -> Option<Share> {
        let units = u32::try_from(bytes.div_ceil(UNIT as u64)).unwrap_or(u32::MAX);
        let units = units.clamp(1, self.units);
        let taken = Arc::clone(&self.free).acquire_many_owned(units);
        let taken = timeout(self.patience, taken).await.ok()?.ok()?;
        Some(Share(taken))
    }

    /// How many bytes are taken now.
    pub(crate) fn taken(&self) -> u64 {
        let all = usize::try_from(self.units).unwrap_or(usize::MAX);
        let taken = all.saturating_sub(self.free.available_permits());
        (taken * UNIT) as u64
    }
}
