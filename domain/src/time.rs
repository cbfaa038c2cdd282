//! Moments, each with the UTC offset it was written with, and quarters.

use crate::read::{Read, Reader};
use jiff::{SignedDuration, Timestamp, fmt::temporal::Pieces, tz::Offset, tz::TimeZone};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// A signed length of time.
pub use jiff::SignedDuration as Span;

/// A point in time, written as RFC 3339 with the offset it came with (`2026-11-22T09:30:05+08:00`).
///
/// Two moments are equal only if both time and offset are equal; order by [`Moment::timestamp`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    at: Timestamp,
    offset: Offset,
}

/// A text that is not a moment, cut to 60 characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time: it has the form 2026-11-22T09:30:05+08:00")]
pub struct BadMoment(pub String);

impl Moment {
    /// A moment at `at`, with an offset of `offset_seconds` east of UTC (clamped to less than a
    /// day).
    pub fn new(at: Timestamp, offset_seconds: i32) -> Self {
        let bounded = offset_seconds.clamp(-86_399, 86_399);
        Self {
            at,
            offset: Offset::from_seconds(bounded).unwrap_or(Offset::UTC),
        }
    }

    /// A moment `millis` milliseconds after the start of 1970, or that start where the calendar
    /// does not reach so far.
    pub fn from_millis(millis: i64, offset_seconds: i32) -> Self {
        let at = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
        Self::new(at, offset_seconds)
    }

    /// A moment from local date and time (`2026-11-22T09:30:05`) at `offset_seconds` east of UTC;
    /// `None` if the text is not of that form.
    pub fn from_civil_text(text: &str, offset_seconds: i32) -> Option<Self> {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        let offset = Offset::from_seconds(offset_seconds).ok()?;
        let at = offset.to_timestamp(civil).ok()?;
        Some(Self { at, offset })
    }

    /// The instant.
    pub fn timestamp(self) -> Timestamp {
        self.at
    }

    /// Seconds east of UTC.
    pub fn offset_seconds(self) -> i32 {
        self.offset.seconds()
    }

    /// This moment plus `skew`, with the same offset; unchanged if the sum leaves the calendar.
    pub fn shifted(self, skew: SignedDuration) -> Self {
        Self {
            at: self.at.checked_add(skew).unwrap_or(self.at),
            ..self
        }
    }

    /// The local calendar date of this moment at `offset_seconds` east of UTC, as `2026-11-22`.
    pub fn date_at(self, offset_seconds: i32) -> jiff::civil::Date {
        Self::new(self.at, offset_seconds).civil().date()
    }

    /// Local date and time as text, with `between` as the separator.
    pub fn wall(self, between: char) -> String {
        let at = self.civil();
        format!(
            "{:04}-{:02}-{:02}{between}{:02}:{:02}:{:02}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }

    /// Local date and time, at this moment's own offset.
    pub fn civil(self) -> jiff::civil::DateTime {
        TimeZone::fixed(self.offset).to_datetime(self.at)
    }
}

impl FromStr for Moment {
    type Err = BadMoment;

    fn from_str(text: &str) -> Result<Self, BadMoment> {
        let bad = || BadMoment(text.chars().take(60).collect());
        if text.len() > 40 {
            return Err(bad());
        }
        let at: Timestamp = text.parse().map_err(|_| bad())?;
        let pieces = Pieces::parse(text).map_err(|_| bad())?;
        let offset = pieces.to_numeric_offset().ok_or_else(bad)?;
        Ok(Self { at, offset })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at.display_with_offset(self.offset))
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, ser: S) -> Result<S::Ok, S::Error> {
        ser.collect_str(self)
    }
}

impl Read for Moment {
    fn read(from: &Reader<'_>) -> Self {
        from.parsed(Self::from_millis(0, 0))
    }
}

crate::deserialize_by_reading!(Moment);

/// A quarter of a calendar year, written `2026Q4`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i16,
    number: u8,
}

/// A text that is not a quarter, cut to 20 characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no quarter: it has the form 2026Q4")]
pub struct BadQuarter(pub String);

impl Quarter {
    /// The quarter in which `moment` falls, by the calendar at `offset_seconds` east of UTC.
    pub fn of(moment: Moment, offset_seconds: i32) -> Self {
        let date = moment.date_at(offset_seconds);
        Self {
            year: date.year(),
            number: (date.month() as u8).div_ceil(3),
        }
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The number of the quarter in its year, 1 to 4.
    pub fn number(self) -> u8 {
        self.number
    }

    /// The quarter after this one.
    pub fn next(self) -> Self {
        match self.number {
            4 => Self {
                year: self.year.saturating_add(1),
                number: 1,
            },
            number => Self {
                number: number + 1,
                ..self
            },
        }
    }

    /// The first day, as `2026-10-01`.
    pub fn first_day(self) -> String {
        format!("{:04}-{:02}-01", self.year, self.number * 3 - 2)
    }

    /// The last day, as `2026-12-31`.
    pub fn last_day(self) -> String {
        let day = if matches!(self.number, 1 | 4) { 31 } else { 30 };
        format!("{:04}-{:02}-{day}", self.year, self.number * 3)
    }
}

impl FromStr for Quarter {
    type Err = BadQuarter;

    fn from_str(text: &str) -> Result<Self, BadQuarter> {
        let bad = || BadQuarter(text.chars().take(20).collect());
        let (year, number) = text.split_once('Q').ok_or_else(bad)?;
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || number.len() != 1 || !digits(year) || !digits(number) {
            return Err(bad());
        }
        let quarter = Self {
            year: year.parse().map_err(|_| bad())?,
            number: number.parse().map_err(|_| bad())?,
        };
        if matches!(quarter.number, 1..=4) {
            Ok(quarter)
        } else {
            Err(bad())
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.number)
    }
}

impl fmt::Debug for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Quarter {
    fn serialize<S: serde::Serializer>(&self, ser: S) -> Result<S::Ok, S::Error> {
        ser.collect_str(self)
    }
}

impl Read for Quarter {
    fn read(from: &Reader<'_>) -> Self {
        from.parsed(Self {
            year: 1970,
            number: 1,
        })
    }
}

crate::deserialize_by_reading!(Quarter);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_its_offset() {
        let text = "2026-11-22T09:30:05+08:00";
        let moment: Moment = text.parse().unwrap();
        assert_eq!(moment.to_string(), text);
        assert_eq!(moment.offset_seconds(), 28_800);
        for bad in [
            "",
            "2026-11-22",
            "2026-11-22T09:30:05",
            "2026-13-01T00:00:00Z",
            "x",
        ] {
            assert!(bad.parse::<Moment>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_quarter_turns_at_local_midnight() {
        let before: Moment = "2026-09-30T23:59:59+08:00".parse().unwrap();
        let after: Moment = "2026-09-30T16:00:00Z".parse().unwrap();
        assert_eq!(Quarter::of(before, 28_800).to_string(), "2026Q3");
        assert_eq!(Quarter::of(after, 28_800).to_string(), "2026Q4");
        for (quarter, first, last) in [
            ("2026Q1", "2026-01-01", "2026-03-31"),
            ("2026Q4", "2026-10-01", "2026-12-31"),
        ] {
            let quarter: Quarter = quarter.parse().unwrap();
            assert_eq!(
                (quarter.first_day(), quarter.last_day()),
                (first.into(), last.into())
            );
        }
        for bad in ["2026Q0", "2026Q5", "26Q1", "2026q1", "2026Q11", "２026Q1"] {
            assert!(bad.parse::<Quarter>().is_err(), "{bad}");
        }
    }
}
