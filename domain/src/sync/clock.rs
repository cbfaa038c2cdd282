//! The times that a device's clock has shown, and when they contradict each other.
//!
//! A clock that was wrong offline may be right again at the push. Then only the recorded times
//! reveal it.

use crate::time::Moment;
use jiff::SignedDuration;

/// A clock that is off by more than this is flagged.
pub const TOLERATED_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// The times that a device's clock has shown, each corrected by the skew at its push. So a clock
/// that was set in between does not contradict itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceClock {
    /// When the push arrived.
    pub at_push: Moment,
    /// The latest time of the earlier operations.
    pub latest: Option<Moment>,
}

impl DeviceClock {
    /// Notes the time of an operation. A time after the push was wrong: the time of the push is
    /// noted instead, so that later operations are not measured by the wrong one.
    pub fn note(&mut self, at: Moment) {
        let instant = |moment: &Moment| moment.timestamp();
        let at = [at, self.at_push].into_iter().min_by_key(instant);
        self.latest = self.latest.into_iter().chain(at).max_by_key(instant);
    }

    /// Whether a clock that showed `at` was wrong: `at` lies before an earlier operation of the
    /// device, or after the push.
    pub fn contradicts(&self, at: Moment) -> bool {
        is_before(self.at_push, at) || self.latest.is_some_and(|latest| is_before(at, latest))
    }
}

/// Whether `at` lies before `other` by more than the tolerated skew.
pub(super) fn is_before(at: Moment, other: Moment) -> bool {
    other.timestamp().duration_since(at.timestamp()) > TOLERATED_SKEW
}
