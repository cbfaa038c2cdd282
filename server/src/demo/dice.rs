//! The demo's random choices, the same each time.

use jiff::Timestamp;
use uuid::{Builder, Uuid};

/// Pseudo-random numbers that follow from the seed alone (SplitMix64).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`; 0 if `end` is 0.
    pub(super) fn below(&mut self, end: i32) -> i32 {
        let end = u64::try_from(end).unwrap_or(0).max(1);
        i32::try_from(self.next() % end).unwrap_or(0)
    }

    /// A random element; `None` if there is none.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let place = self.below(i32::try_from(of.len()).unwrap_or(i32::MAX));
        of.get(usize::try_from(place).unwrap_or(0)).copied()
    }

    /// An id as a tablet would have made it at that time (UUIDv7).
    pub(super) fn id(&mut self, at: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        let drawn = [self.next(), self.next()];
        let drawn = drawn.iter().flat_map(|bits| bits.to_be_bytes());
        for (byte, drawn) in bytes.iter_mut().zip(drawn) {
            *byte = drawn;
        }
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
