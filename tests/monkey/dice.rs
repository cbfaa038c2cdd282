//! Random choices: the same seed makes the same choices.

/// `SplitMix64`: small, and the same on every machine and in every version.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, or 0 if `bound` is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap();
        usize::try_from(self.next() % bound).unwrap()
    }

    /// From `least` to `most`.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// True once in `throws` times on average.
    pub(crate) fn once_in(&mut self, throws: usize) -> bool {
        self.below(throws) == 0
    }

    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// One of several, by weight.
    pub(crate) fn weighed<'a, T>(&mut self, all: &'a [(T, usize)]) -> Option<&'a T> {
        let mut thrown = self.below(all.iter().map(|it| it.1).sum());
        all.iter().find_map(|(it, weight)| {
            let hit = thrown < *weight;
            thrown = thrown.saturating_sub(*weight);
            hit.then_some(it)
        })
    }
}

#[test]
fn the_same_seed_throws_the_same() {
    let throws = |seed| {
        let mut dice = Dice::new(seed);
        (0..50).map(|_| dice.below(1000)).collect::<Vec<_>>()
    };
    assert_eq!(throws(7), throws(7));
    assert_ne!(throws(7), throws(8));
    let mut dice = Dice::new(1);
    let all = [("often", 9), ("never", 0), ("seldom", 1)];
    let often = (0..1000)
        .filter(|_| dice.weighed(&all) == Some(&"often"))
        .count();
    assert!((850..950).contains(&often), "{often}");
    assert!((0..1000).all(|_| dice.weighed(&all) != Some(&"never")));
}
