//! The median of several positions, which a single outlier does not move.

use super::Position;

/// The median of positions, and how far they lie from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Middle {
    /// The median latitude and the median longitude.
    pub at: Position,
    /// The radius around the median that holds half of the positions, in metres.
    pub half: u32,
    /// The distance of the farthest position, in metres.
    pub farthest: u32,
}

impl Middle {
    /// The median of `positions`; `None` if there are none. Wrong around the date line, where the
    /// sign of the longitude changes.
    pub fn of(positions: &[Position]) -> Option<Self> {
        let latitude = median(positions.iter().map(|it| it.latitude).collect())?;
        let longitude = median(positions.iter().map(|it| it.longitude).collect())?;
        // The median of valid coordinates is valid.
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

/// The middle number, or the midpoint of the two middle ones.
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
