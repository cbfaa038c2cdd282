//! What a device's clock has shown, and when it contradicts itself.
//!
//! A clock that was wrong while there was no network may be right again at the push: then only the
//! times themselves tell.

use crate::time::Moment;
use jiff::SignedDuration;

/// A clock that is off by more than this is flagged.
pub const TOLERATED_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What a device's clock has shown, every time put right by what the clock was off at its push: a
/// clock that was set meanwhile contradicts nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceClock {
    /// When the push arrived.
    pub at_push: Moment,
    /// The latest time of an earlier operation.
    pub latest: Option<Moment>,
}

impl DeviceClock {
    /// Takes note of an operation's time. What lies after the push itself was wrong, and no measure
    /// for what comes later.
    pub fn note(&mut self, at: Moment) {
        let instant = |moment: &Moment| moment.timestamp();
        let at = [at, self.at_push].into_iter().min_by_key(instant);
        self.latest = self.latest.into_iter().chain(at).max_by_key(instant);
    }

    /// Whether something of that time was made by a clock that was wrong: it lies before what the
    /// device made earlier, or after the push.
    pub fn contradicts(&self, at: Moment) -> bool {
        is_before(self.at_push, at) || self.latest.is_some_and(|latest| is_before(at, latest))
    }
}

/// Whether a time lies before another by more than what is tolerated.
pub(super) fn is_before(at: Moment, other: Moment) -> bool {
    other.timestamp().duration_since(at.timestamp()) > TOLERATED_SKEW
}
