//! Exact points: fractions of bounded integers with a strict text form (scoring.md, "Principles",
//! 2).

use crate::read::{Read, Reader};
use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};
use serde::Serialize;
use std::fmt;
use std::ops::Neg;
use std::str::FromStr;

/// Numerator and denominator stay within this bound: a tenth of what `i128` holds, so that long
/// division in `Display` has room for one more digit.
const BOUND: i128 = 10_i128.pow(37);
/// Digits accepted before the point.
const WHOLE_DIGITS: usize = 12;
/// Digits accepted after the point.
const FRACTION_DIGITS: usize = 20;
/// Decimals printed of a value that is not a finite decimal.
const ROUNDED_DIGITS: u32 = 10;

/// Exact points. Written as a decimal: `"88.7"`, `"10"`, `"-0.25"`.
///
/// Numerator and denominator stay within 10^37. A result beyond is a [`PointsOverflow`]: arithmetic
/// neither wraps nor panics.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(Ratio<i128>);

/// A result is outside the exact range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the points are too large or too fine to be computed exactly")]
pub struct PointsOverflow;

/// A text that is not points, cut to 60 characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no decimal: it has the form 3, 0.5 or -2.25, at most 12 digits before and 20 after the point"
)]
pub struct BadPoints(pub String);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));

    /// Whole points.
    pub const fn whole(points: i64) -> Self {
        Self(Ratio::new_raw(points as i128, 1))
    }

    fn within(ratio: Option<Ratio<i128>>) -> Result<Self, PointsOverflow> {
        match ratio {
            // The range test avoids `abs`, which overflows on the least i128.
            Some(r) if (-BOUND..=BOUND).contains(r.numer()) && *r.denom() <= BOUND => Ok(Self(r)),
            _ => Err(PointsOverflow),
        }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, PointsOverflow> {
        if self.0.denom() == other.0.denom() && *self.0.denom() == 1 {
            // Two whole numbers: the sum needs no reduction.
            return Self::within(Some(Ratio::new_raw(self.0.numer() + other.0.numer(), 1)));
        }
        Self::within(self.0.checked_add(&other.0))
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, PointsOverflow> {
        if self.0.denom() == other.0.denom() && *self.0.denom() == 1 {
            return Self::within(Some(Ratio::new_raw(self.0.numer() - other.0.numer(), 1)));
        }
        Self::within(self.0.checked_sub(&other.0))
    }

    /// `n` times these points.
    pub fn times(self, n: i64) -> Result<Self, PointsOverflow> {
        Self::within(self.0.checked_mul(&Ratio::from_integer(i128::from(n))))
    }

    /// The product of two values, as a weight times points.
    pub fn weighted(self, weight: Self) -> Result<Self, PointsOverflow> {
        Self::within(self.0.checked_mul(&weight.0))
    }

    /// The quotient of two values; dividing by zero is an overflow.
    pub fn divided(self, by: Self) -> Result<Self, PointsOverflow> {
        Self::within(self.0.checked_div(&by.0))
    }

    /// These points divided by `n`; dividing by zero is an overflow.
    pub fn over(self, n: i64) -> Result<Self, PointsOverflow> {
        Self::within(self.0.checked_div(&Ratio::from_integer(i128::from(n))))
    }

    /// How often `other` fits into these points, rounded down.
    pub fn whole_times(self, other: Self) -> Result<i64, PointsOverflow> {
        let times = self.divided(other)?.0.floor().to_integer();
        i64::try_from(times).map_err(|_| PointsOverflow)
    }

    /// The sum of all.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Result<Self, PointsOverflow> {
        all.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// Whether these are zero.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether these are less than zero.
    pub fn is_negative(self) -> bool {
        self.0.is_negative()
    }

    /// Without the sign.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// These points rounded to at most `n` decimals, half away from zero. For display next to the
    /// exact value or a way to it; never for computing or comparing.
    pub fn rounded(self, n: u32) -> Self {
        let power = 10_i128.checked_pow(n).map(Ratio::from_integer);
        let scaled = power.and_then(|power| Some((self.0.checked_mul(&power)?.round(), power)));
        // If scaling overflows, the value stays as it is.
        scaled.map_or(self, |(whole, power)| Self(whole / power))
    }

    /// These points with exactly `n` decimals, rounded half away from zero, so that columns of sums
    /// align: `88.70`. For display only, like [`Self::rounded`].
    pub fn fixed(self, n: u32) -> String {
        let mut text = self.rounded(n).to_string();
        let decimals = text
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        if n > 0 && decimals == 0 {
            text.push('.');
        }
        let lacking = (n as usize).saturating_sub(decimals);
        text.extend(std::iter::repeat_n('0', lacking));
        text
    }

    /// Whether the value has at most `n` decimals.
    pub fn has_decimals_at_most(self, n: u32) -> bool {
        match 10_i128.checked_pow(n) {
            Some(power) => power % self.0.denom() == 0,
            None => finite(*self.0.denom()),
        }
    }
}

/// Never overflows: the bounds are symmetric.
impl Neg for Points {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Default for Points {
    fn default() -> Self {
        Self::ZERO
    }
}

impl FromStr for Points {
    type Err = BadPoints;

    fn from_str(text: &str) -> Result<Self, BadPoints> {
        let bad = || BadPoints(text.chars().take(60).collect());
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((_, "")) => return Err(bad()),
            Some(parts) => parts,
            None => (unsigned, ""),
        };
        let fits =
            !whole.is_empty() && whole.len() <= WHOLE_DIGITS && fraction.len() <= FRACTION_DIGITS;
        if !fits {
            return Err(bad());
        }
        let mut numer = 0_i128;
        let mut denom = 1_i128;
        // At most 32 digits: below 10^32, far from the bound.
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return Err(bad());
            }
            numer = numer * 10 + i128::from(byte - b'0');
        }
        for _ in fraction.bytes() {
            denom *= 10;
        }
        let signed = if unsigned.len() < text.len() {
            -numer
        } else {
            numer
        };
        Self::within(Some(Ratio::new(signed, denom))).map_err(|_| bad())
    }
}

/// Whether a fraction with this denominator (in lowest terms) is a finite decimal.
fn finite(mut denom: i128) -> bool {
    for prime in [2, 5] {
        while denom % prime == 0 {
            denom /= prime;
        }
    }
    denom == 1
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let denom = *self.0.denom();
        let magnitude = self.0.numer().abs();
        let mut whole = magnitude / denom;
        let mut rest = magnitude % denom;
        let mut digits: Vec<u8> = Vec::new();
        if finite(denom) {
            while rest != 0 {
                // rest < denom <= 10^37, so ten times it fits.
                rest *= 10;
                digits.push((rest / denom) as u8);
                rest %= denom;
            }
        } else {
            for _ in 0..ROUNDED_DIGITS {
                rest *= 10;
                digits.push((rest / denom) as u8);
                rest %= denom;
            }
            // No tie is possible: a value half way between would be a finite decimal.
            if rest > denom - rest {
                let carry = digits.iter_mut().rev().all(|digit| {
                    *digit = if *digit == 9 { 0 } else { *digit + 1 };
                    *digit == 0
                });
                whole += i128::from(carry);
            }
            while digits.last() == Some(&0) {
                digits.pop();
            }
        }
        let mut text = String::new();
        if self.0.is_negative() && (whole != 0 || !digits.is_empty()) {
            text.push('-');
        }
        text.push_str(&whole.to_string());
        if !digits.is_empty() {
            text.push('.');
            text.extend(digits.iter().map(|digit| char::from(b'0' + digit)));
        }
        f.pad(&text)
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Points {
    fn serialize<S: serde::Serializer>(&self, ser: S) -> Result<S::Ok, S::Error> {
        ser.collect_str(self)
    }
}

impl Read for Points {
    fn read(from: &Reader<'_>) -> Self {
        from.parsed(Self::default())
    }
}

crate::deserialize_by_reading!(Points);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
