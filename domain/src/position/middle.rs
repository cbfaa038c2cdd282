//! The place that several positions mean: their median, which one that is far off does not move.

use super::Position;

/// The median of positions, and how far they lie from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Middle {
    /// The median of the latitudes and that of the longitudes.
    pub at: Position,
    /// Half of the positions lie within so many metres of it.
    pub half: u32,
    /// The farthest lies so many metres from it.
    pub farthest: u32,
}

impl Middle {
    /// The middle of `positions`; nothing where there are none. Around the date line, where a longitude's
    /// sign changes, it is wrong.
    pub fn of(positions: &[Position]) -> Option<Self> {
        let latitude = median(positions.iter().map(|it| it.latitude).collect())?;
        let longitude = median(positions.iter().map(|it| it.longitude).collect())?;
        // Between two that fit lies one that fits.
        let at = Position::new(latitude, longitude).ok()?;
        let mut metres: Vec<u32> = positions.iter().map(|it| at.metres_to(*it)).collect();
        metres.sort_unstable();
        Some(Self {
            at,
            half: *metres.get(metres.len().checked_sub(1)? / 2)?,
            farthest: *metres.last()?,
        })
    }
}

/// The middle one, or half way between the two that share the middle.
fn median(mut numbers: Vec<i32>) -> Option<i32> {
    numbers.sort_unstable();
    let upper = *numbers.get(numbers.len() / 2)?;
    let lower = *numbers.get(numbers.len().checked_sub(1)? / 2)?;
    Some(lower.midpoint(upper))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(latitude: i32, longitude: i32) -> Position {
        Position::new(latitude, longitude).unwrap()
    }

    #[test]
    fn one_that_is_far_off_does_not_move_it() {
        assert_eq!(Middle::of(&[]), None);
        let alone = Middle::of(&[at(36_700_000, 118_047_000)]).unwrap();
        assert_eq!((alone.half, alone.farthest), (0, 0));
        let middle = Middle::of(&[
            at(36_700_100, 118_047_000),
            at(36_700_000, 118_047_100),
            at(36_643_700, 117_966_900),
        ])
        .unwrap();
        assert_eq!(middle.at, at(36_700_000, 118_047_000));
        assert_eq!(middle.half, 11);
        assert!((9_000..10_000).contains(&middle.farthest), "{middle:?}");
    }

    #[test]
    fn two_share_the_middle() {
        let two = [at(36_700_000, 118_047_000), at(36_700_100, 118_047_300)];
        let middle = Middle::of(&two).unwrap();
        assert_eq!(middle.at, at(36_700_050, 118_047_150));
        assert_eq!(middle.half, middle.farthest);
    }
}
