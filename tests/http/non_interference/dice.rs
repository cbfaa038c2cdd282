//! Random numbers that a seed repeats.

use uuid::Builder;

/// SplitMix64: the same numbers on every machine and in every version.
#[derive(Debug, Clone)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end as u64).unwrap()
    }

    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() {
            return None;
        }
        let at = self.below(of.len());
        of.get(at)
    }

    /// An id like a tablet's, with a random time: the order of ids must reveal nothing.
    pub(super) fn id(&mut self) -> String {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.roll().to_le_bytes());
        random[8..].copy_from_slice(&self.roll().to_le_bytes()[..2]);
        let ms = 1_790_000_000_000 + self.roll() % 10_000_000_000;
        Builder::from_unix_timestamp_millis(ms, &random)
            .into_uuid()
            .to_string()
    }

    /// The bytes of a picture.
    pub(super) fn picture(&mut self) -> Vec<u8> {
        let mut bytes =
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x90\0\0\x01\x2c\x08\x06\0\0\0".to_vec();
        for _ in 0..16 + self.below(32) {
            bytes.extend(self.roll().to_le_bytes());
        }
        bytes
    }
}
