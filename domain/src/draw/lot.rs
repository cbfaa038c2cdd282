//! Reproducible random numbers: SHA-256 of a seed and a counter.

use sha2::{Digest, Sha256};

/// A stream of random numbers.
pub(super) struct Lot {
    seed: Vec<u8>,
    counter: u64,
}

impl Lot {
    pub(super) fn new(seed: &[u8]) -> Self {
        Self {
            seed: seed.to_vec(),
            counter: 0,
        }
    }

    fn number(&mut self) -> u64 {
        let mut hash = Sha256::new();
        hash.update(b"xuncha-draw-1");
        hash.update(&self.seed);
        hash.update(self.counter.to_be_bytes());
        self.counter += 1;
        let hash = hash.finalize();
        hash.iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// A number below `limit`, all equally likely; 0 if `limit` is 0 or 1.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        if limit <= 1 {
            return 0;
        }
        // Numbers from the last, incomplete round would favour small results: draw again.
        let whole = u64::MAX - u64::MAX % limit;
        loop {
            let number = self.number();
            if number < whole {
                return number % limit;
            }
        }
    }

    /// An index into `weights`, each as likely as its weight.
    pub(super) fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut number = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if number < *weight {
                return at;
            }
            number -= weight;
        }
        weights.len().saturating_sub(1)
    }
}
