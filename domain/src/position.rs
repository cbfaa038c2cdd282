//! Positions on earth in millionths of a degree, in WGS 84 as browsers and satellites report them
//! (maps drawn in GCJ-02 show them some hundred metres off). Whole numbers are read back exactly as
//! written; a millionth of a degree is about a tenth of a metre.

pub mod middle;

use crate::read::{Read, Reader};
use serde::Serialize;
use std::fmt;

const QUARTER_TURN: i32 = 90_000_000;
const HALF_TURN: i32 = 180_000_000;
/// The metres in a millionth of a degree along a meridian, by the earth's mean radius of 6 371
/// 008.8 m.
const METRES: f64 = 0.111_195_08;
/// The greatest radius of a [`Fix`], in metres: 100 km.
const LEAST_EXACT: i32 = 100_000;

/// A position on earth; on the wire `[latitude, longitude]` in millionths of a degree.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "[i32; 2]")]
pub struct Position {
    latitude: i32,
    longitude: i32,
}

/// A position as a device reported it; on the wire `[latitude, longitude, accuracy]`, the accuracy
/// in metres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "[i32; 3]")]
pub struct Fix {
    /// The position.
    pub at: Position,
    /// The radius in metres within which the device believes itself to be: at most 100 km.
    pub accuracy: u32,
}

/// The numbers are not a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no position: latitude is within ±90000000, longitude within ±180000000, accuracy 0 to 100000"
)]
pub struct BadPosition;

impl Position {
    /// A position from millionths of a degree: latitude −90 000 000 to 90 000 000, longitude
    /// −180 000 000 to 180 000 000.
    pub const fn new(latitude: i32, longitude: i32) -> Result<Self, BadPosition> {
        let fits = latitude >= -QUARTER_TURN
            && latitude <= QUARTER_TURN
            && longitude >= -HALF_TURN
            && longitude <= HALF_TURN;
        if fits {
            Ok(Self {
                latitude,
                longitude,
            })
        } else {
            Err(BadPosition)
        }
    }

    /// A position from degrees, as a browser reports it.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, BadPosition> {
        // The cast keeps a number out of range out of range, but turns NaN into zero.
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        if latitude.is_nan() || longitude.is_nan() {
            return Err(BadPosition);
        }
        Self::new(micro(latitude), micro(longitude))
    }

    /// Millionths of a degree north of the equator.
    pub fn latitude(self) -> i32 {
        self.latitude
    }

    /// Millionths of a degree east of Greenwich.
    pub fn longitude(self) -> i32 {
        self.longitude
    }

    /// Distance to `other` in metres, computed on a plane. Within half a percent up to 300 km in
    /// our latitudes; beyond that good enough to tell near from far.
    pub fn metres_to(self, other: Self) -> u32 {
        let north = f64::from(other.latitude - self.latitude);
        let mut east = other.longitude - self.longitude;
        if east > HALF_TURN {
            east -= 2 * HALF_TURN;
        } else if east < -HALF_TURN {
            east += 2 * HALF_TURN;
        }
        let middle = f64::from(other.latitude + self.latitude) / 2e6;
        let east = f64::from(east) * cosine(middle.to_radians());
        ((north * north + east * east).sqrt() * METRES).round() as u32
    }
}

/// The cosine between −π/2 and π/2, to six digits. The standard function would add its tables to
/// the browser's program for the sake of one list.
fn cosine(angle: f64) -> f64 {
    let square = angle * angle;
    let mut sum = 1.0;
    let mut term = 1.0;
    for step in [2.0, 12.0, 30.0, 56.0, 90.0, 132.0] {
        term *= -square / step;
        sum += term;
    }
    sum
}

impl Read for Position {
    fn read(from: &Reader<'_>) -> Self {
        numbers(from).unwrap_or(Self {
            latitude: 0,
            longitude: 0,
        })
    }
}

impl Read for Fix {
    fn read(from: &Reader<'_>) -> Self {
        numbers(from).unwrap_or(Self {
            at: Position {
                latitude: 0,
                longitude: 0,
            },
            accuracy: 0,
        })
    }
}

crate::deserialize_by_reading!(Position, Fix);

fn numbers<const N: usize, T: TryFrom<[i32; N], Error = BadPosition>>(
    from: &Reader<'_>,
) -> Option<T> {
    let numbers: Vec<i32> = Read::read(from);
    let read = <[i32; N]>::try_from(numbers)
        .map_err(|_| BadPosition)
        .and_then(T::try_from);
    read.map_err(|error| from.fail(error.to_string())).ok()
}

impl TryFrom<[i32; 2]> for Position {
    type Error = BadPosition;

    fn try_from([latitude, longitude]: [i32; 2]) -> Result<Self, BadPosition> {
        Self::new(latitude, longitude)
    }
}

impl From<Position> for [i32; 2] {
    fn from(it: Position) -> Self {
        [it.latitude, it.longitude]
    }
}

impl Fix {
    /// A position and its accuracy in metres, as a browser reports them; the accuracy is rounded
    /// up.
    pub fn from_degrees(latitude: f64, longitude: f64, accuracy: f64) -> Result<Self, BadPosition> {
        let at: [i32; 2] = Position::from_degrees(latitude, longitude)?.into();
        if accuracy.is_nan() {
            return Err(BadPosition);
        }
        Self::try_from([at[0], at[1], accuracy.ceil() as i32])
    }
}

impl TryFrom<[i32; 3]> for Fix {
    type Error = BadPosition;

    fn try_from([latitude, longitude, accuracy]: [i32; 3]) -> Result<Self, BadPosition> {
        let at = Position::new(latitude, longitude)?;
        match u32::try_from(accuracy) {
            Ok(metres) if accuracy <= LEAST_EXACT => Ok(Self {
                at,
                accuracy: metres,
            }),
            _ => Err(BadPosition),
        }
    }
}

impl From<Fix> for [i32; 3] {
    fn from(it: Fix) -> Self {
        // The field is public, so it may exceed what the reader accepts.
        let accuracy = i32::try_from(it.accuracy).unwrap_or(i32::MAX);
        [it.at.latitude, it.at.longitude, accuracy.min(LEAST_EXACT)]
    }
}

/// Degrees with six digits, latitude first: `36.644310, 117.966820`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut one = |micro: i32, between: &str| {
            let sign = if micro < 0 { "-" } else { "" };
            let micro = micro.unsigned_abs();
            write!(
                f,
                "{sign}{}.{:06}{between}",
                micro / 1_000_000,
                micro % 1_000_000
            )
        };
        one(self.latitude, ", ")?;
        one(self.longitude, "")
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Position({self})")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    /// The distance on a sphere, by the haversine formula.
    fn on_the_sphere(from: Position, to: Position) -> f64 {
        let radians = |micro: i32| (f64::from(micro) / 1e6).to_radians();
        let (south, north) = (radians(from.latitude), radians(to.latitude));
        let half = |angle: f64| (angle / 2.0).sin().powi(2);
        let h = half(north - south)
            + south.cos() * north.cos() * half(radians(to.longitude) - radians(from.longitude));
        2.0 * 6_371_008.8 * h.sqrt().asin()
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for fits in [
            [90_000_000, 180_000_000],
            [-90_000_000, -180_000_000],
            [0, 0],
        ] {
            assert!(Position::try_from(fits).is_ok(), "{fits:?}");
        }
        for beyond in [
            [90_000_001, 0],
            [-90_000_001, 0],
            [0, 180_000_001],
            [0, -180_000_001],
            [i32::MAX, i32::MIN],
        ] {
            assert_eq!(Position::try_from(beyond), Err(BadPosition), "{beyond:?}");
        }
        for (latitude, longitude) in [(f64::NAN, 0.0), (0.0, f64::INFINITY), (1e300, 0.0)] {
            assert!(Position::from_degrees(latitude, longitude).is_err());
        }
        for accuracy in [-1, 100_001, i32::MIN] {
            assert_eq!(Fix::try_from([0, 0, accuracy]), Err(BadPosition));
        }
        assert!(Fix::from_degrees(36.6, 117.9, f64::NAN).is_err());
    }

    #[test]
    fn whole_numbers_stand_on_the_wire() {
        let fix = Fix::from_degrees(36.644_310_4, 117.966_82, 11.2).unwrap();
        assert_eq!(
            serde_json::to_string(&fix).unwrap(),
            "[36644310,117966820,12]"
        );
        assert_eq!(
            serde_json::from_str::<Fix>("[36644310,117966820,12]").unwrap(),
            fix
        );
        assert_eq!(fix.at.to_string(), "36.644310, 117.966820");
        assert_eq!(at(-0.5, -1.000_001).to_string(), "-0.500000, -1.000001");
        for bad in ["[36.6,117.9,12]", "[36644310,117966820]", "[91000000,0,1]"] {
            assert!(serde_json::from_str::<Fix>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn known_distances() {
        // From the district's office to the centre of Luocun, and across the date line.
        let metres = at(36.643_7, 117.966_9).metres_to(at(36.700_2, 118.047_6));
        assert!((9_500..9_700).contains(&metres), "{metres}");
        assert_eq!(at(0.0, 179.999_999).metres_to(at(0.0, -180.0)), 0);
        assert_eq!(at(0.0, 179.5).metres_to(at(0.0, -179.5)), 111_195);
    }

    proptest! {
        #[test]
        fn near_places_are_as_far_as_on_a_sphere(
            latitude in -45_000_000..45_000_000_i32,
            longitude in -178_000_000..178_000_000_i32,
            north in -1_500_000..1_500_000_i32,
            east in -1_500_000..1_500_000_i32,
        ) {
            let from = Position::new(latitude, longitude).unwrap();
            let to = Position::new(latitude + north, longitude + east).unwrap();
            let (flat, round) = (f64::from(from.metres_to(to)), on_the_sphere(from, to));
            prop_assert!((flat - round).abs() <= 1.0 + round * 0.005, "{flat} {round}");
            prop_assert_eq!(from.metres_to(to), to.metres_to(from));
        }
    }
}
