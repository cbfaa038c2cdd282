//! Sets and maps for the many short texts of a case: the hash of the standard library took almost
//! half of the time of a large district.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};

/// A set of texts or of pairs of them.
pub(super) type Set<K> = HashSet<K, Folding>;
/// A map by texts, by pairs of them or by numbers.
pub(super) type Map<K, V> = HashMap<K, V, Folding>;

/// Folds eight bytes at a time. The seed differs from run to run, so that nobody can write a case
/// whose ids all fall together; no order of a set or a map is ever shown.
#[derive(Debug, Clone)]
pub(super) struct Folding(u64);

impl Default for Folding {
    fn default() -> Self {
        Self(RandomState::new().hash_one(()))
    }
}

impl BuildHasher for Folding {
    type Hasher = Folded;

    fn build_hasher(&self) -> Folded {
        Folded(self.0)
    }
}

/// 2^64 divided by the golden ratio: odd, and with bits all over.
const FACTOR: u128 = 0x9e37_79b9_7f4a_7c15;

pub(super) struct Folded(u64);

impl Folded {
    fn take(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * FACTOR;
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.take(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        // With the length, so that zeros at the end differ from none.
        self.take(u64::from_le_bytes(last) ^ ((bytes.len() as u64) << 56));
    }

    fn write_u8(&mut self, byte: u8) {
        self.take(u64::from(byte));
    }

    fn write_usize(&mut self, number: usize) {
        self.take(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_alike_differ() {
        let folding = Folding::default();
        let texts =
            (0..10_000).flat_map(|n| [format!("f{n}"), format!("0193a5f0-3c00-7000-{n:09}")]);
        let texts = texts.chain((0..40).map(|n| "\0".repeat(n)));
        let hashes: HashSet<u64> = texts.map(|text| folding.hash_one(text.as_str())).collect();
        assert_eq!(hashes.len(), 20_040);
        // The table takes the upper seven bits and the lower ones: both must be spread.
        for shift in [0, 57] {
            let mut counts = [0_u32; 128];
            hashes
                .iter()
                .for_each(|hash| counts[(hash >> shift) as usize % 128] += 1);
            assert!(
                counts.iter().all(|count| (80..260).contains(count)),
                "{counts:?}"
            );
        }
        assert_ne!(folding.hash_one(("a", "bc")), folding.hash_one(("ab", "c")));
    }
}
