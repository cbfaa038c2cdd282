//! How much is sent or asked for at once: less after a time-out, more again while it goes quickly.
//!
//! A line of 4 kB/s carries a photo in pieces that come through, and no photo in one that does not.

/// A number of bytes or of rows between two bounds, as the network bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    now: u32,
    least: u32,
    most: u32,
    /// How many came through quickly since it last changed, and how many have to.
    quick: u32,
    wanted: u32,
}

/// What came through faster than this may be larger.
const QUICK_MS: u32 = 3_000;
/// What came through more slowly than this was on the way to a time-out.
const SLOW_MS: u32 = 10_000;
/// After a time-out so many have to come through quickly: trying more costs another one.
const WARY: u32 = 4;

impl Portion {
    /// Pieces of a photo, in bytes: small enough at first for a weak line, and two requests more
    /// than needed on a good one.
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

    /// How much to send or to ask for next.
    pub fn now(&self) -> u32 {
        self.now
    }

    /// Whether it cannot get smaller: what does not come through now needs more time instead.
    pub fn is_least(&self) -> bool {
        self.now == self.least
    }

    /// It came through in so many milliseconds.
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

    /// It did not come through in time, or was too much for something on the way.
    pub fn late(&mut self) {
        self.wanted = WARY;
        self.set(self.now / 4);
    }

    fn set(&mut self, now: u32) {
        self.now = now.clamp(self.least, self.most);
        self.quick = 0;
    }
}
