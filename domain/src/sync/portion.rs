//! How much one request sends or asks for: less after a time-out, more while answers are quick.
//!
//! At 4 kB/s a photo arrives in small pieces, but never as a whole.

/// A number of bytes or rows between two bounds, adapted to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    now: u32,
    least: u32,
    most: u32,
    /// How many quick answers came since the last change, and how many are needed to grow.
    quick: u32,
    wanted: u32,
}

/// After an answer faster than this the portion may grow.
const QUICK_MS: u32 = 3_000;
/// After an answer slower than this the portion shrinks, before a time-out occurs.
const SLOW_MS: u32 = 10_000;
/// How many quick answers are needed to grow once a time-out has occurred: growing too early costs
/// another time-out.
const WARY: u32 = 4;

impl Portion {
    /// Pieces of a photo, in bytes. They start small enough for a weak line, at the cost of two
    /// more requests on a good one.
    pub fn of_photo() -> Self {
        Self {
            now: 64 * 1024,
            least: 4 * 1024,
            most: 512 * 1024,
            quick: 0,
            wanted: 1,
        }
    }

    /// Rows of a pull.
    pub fn of_rows() -> Self {
        Self {
            now: 500,
            least: 10,
            most: 500,
            quick: 0,
            wanted: 1,
        }
    }

    /// The size of the next request.
    pub fn now(&self) -> u32 {
        self.now
    }

    /// Whether the portion is as small as possible; a request that still fails needs more time.
    pub fn is_least(&self) -> bool {
        self.now == self.least
    }

    /// Notes that an answer came within `ms` milliseconds.
    pub fn arrived(&mut self, ms: u32) {
        if ms < QUICK_MS {
            self.quick += 1;
            if self.quick >= self.wanted {
                self.set(self.now.saturating_mul(2));
            }
        } else if ms > SLOW_MS {
            self.set(self.now / 2);
        }
    }

    /// Notes a time-out, or that something on the way found the request too large.
    pub fn late(&mut self) {
        self.wanted = WARY;
        self.set(self.now / 4);
    }

    fn set(&mut self, now: u32) {
        self.now = now.clamp(self.least, self.most);
        self.quick = 0;
    }
}
