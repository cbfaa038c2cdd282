//! Working times.

use crate::ground::clock::OFFSET_SECONDS;
use domain::time::{Moment, Quarter};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The minutes of a day in which visits are made, and those in which anything is done.
pub(super) const VISITING: i32 = 450;
const WHOLE: i32 = 520;

/// A working day, counted in minutes from nine. If less than a day has passed, its minutes are
/// shorter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    start: Timestamp,
    minute: SignedDuration,
}

impl Day {
    /// The time after this many of its minutes.
    pub(super) fn at(&self, minutes: i32) -> anyhow::Result<Timestamp> {
        Ok(self.start.checked_add(self.minute * minutes)?)
    }
}

/// The complete working days between two times; if there is none, the whole time between them as
/// one day.
pub(super) fn between(from: Timestamp, to: Timestamp) -> anyhow::Result<Vec<Day>> {
    let date = |at| Moment::new(at, OFFSET_SECONDS).date_at(OFFSET_SECONDS);
    let minute = SignedDuration::from_mins(1);
    let mut days = Vec::new();
    let (mut day, last) = (date(from), date(to));
    while day <= last {
        let start = nine(day)?;
        let day_of = Day { start, minute };
        if is_working(day) && start >= from && day_of.at(WHOLE)? <= to {
            days.push(day_of);
        }
        day = day.checked_add(1.day())?;
    }
    if days.is_empty() {
        let minute = to.duration_since(from) / WHOLE;
        days.push(Day {
            start: from,
            minute,
        });
    }
    Ok(days)
}

/// The start of a quarter.
pub(super) fn begin(quarter: Quarter) -> anyhow::Result<Timestamp> {
    let day: Date = quarter.first_day().parse()?;
    at(day, 0)
}

fn nine(day: Date) -> anyhow::Result<Timestamp> {
    at(day, 9)
}

fn at(day: Date, hour: i8) -> anyhow::Result<Timestamp> {
    let zone = jiff::tz::Offset::from_seconds(OFFSET_SECONDS)?;
    Ok(zone.to_timestamp(day.at(hour, 0, 0, 0))?)
}

/// Whether a day is neither at a weekend nor a public holiday with a fixed date.
fn is_working(day: Date) -> bool {
    let holiday = match day.month() {
        1 => day.day() == 1,
        5 => day.day() <= 5,
        10 => day.day() <= 7,
        _ => false,
    };
    !holiday && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
