//! The server's clock.

use domain::time::Moment;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The offset of the server's own times.
pub const OFFSET_SECONDS: i32 = 8 * 3600;

/// The system's clock, which tests can set ahead or stop. The demo's quarters are made with a
/// stopped clock that is moved forward.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    stopped: Option<Timestamp>,
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that moves only by [`Clock::advance`].
    pub fn stopped(at: Timestamp) -> Self {
        Self {
            stopped: Some(at),
            ..Self::default()
        }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_millis(self.ahead_ms.load(Ordering::Relaxed));
        let now = self.stopped.unwrap_or_else(Timestamp::now);
        now.checked_add(ahead).unwrap_or(now)
    }

    /// The time in the product's format: to the millisecond, at +08:00.
    pub fn moment(&self) -> Moment {
        let now = self.now();
        let whole = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        Moment::new(whole, OFFSET_SECONDS)
    }

    /// Moves this clock and all its clones forward.
    pub fn advance(&self, by: SignedDuration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}
