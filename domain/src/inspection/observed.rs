//! When a finding can have been seen; any other time is a mistake in typing or in a clock. Forms
//! offer only possible times; an impossible one that arrives is kept and flagged, never refused.

use crate::time::{Moment, Span};

/// How many days before a visit was opened a finding may have been seen. A 暗访 is entered in the
/// car, or from notes at the office within the working week. A week leaves room for holidays and
/// still catches a mistake in the month or year.
pub const DAYS_BEFORE: i64 = 7;

/// How far a clock may be ahead, as elsewhere.
const AHEAD: Span = crate::sync::clock::TOLERATED_SKEW;

/// The earliest and the latest possible time of an observation entered at `now`, both inclusive.
/// The earliest is the beginning of the day a week before `opened`, by the calendar of `opened`.
/// The latest is `now` plus the tolerated skew.
pub fn bounds(opened: Moment, now: Moment) -> (Moment, Moment) {
    let since_midnight = opened
        .civil()
        .time()
        .duration_since(jiff::civil::Time::midnight());
    let earliest = opened
        .shifted(-since_midnight)
        .shifted(Span::from_hours(-24 * DAYS_BEFORE));
    (earliest, now.shifted(AHEAD))
}

/// Whether something can have been seen at `seen`.
pub fn may_be_seen(seen: Moment, opened: Moment, now: Moment) -> bool {
    let (earliest, latest) = bounds(opened, now);
    (earliest.timestamp()..=latest.timestamp()).contains(&seen.timestamp())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_the_year_lies_outside_and_a_note_of_last_week_within() {
        let at = |text: &str| text.parse::<Moment>().unwrap();
        let opened = at("2026-11-23T00:10:00+08:00");
        let now = at("2026-11-23T16:00:00+08:00");
        for (seen, fits) in [
            // The calendar of the visit counts, whatever offset the time is written with.
            ("2026-11-16T00:00:00+08:00", true),
            ("2026-11-15T16:00:00Z", true),
            ("2026-11-15T23:59:59+08:00", false),
            ("2026-11-23T09:00:00+08:00", true),
            ("2026-11-23T16:05:00+08:00", true),
            ("2026-11-23T16:05:01+08:00", false),
            ("2027-11-23T09:00:00+08:00", false),
            ("2026-01-23T09:00:00+08:00", false),
            ("0001-11-23T09:00:00+08:00", false),
        ] {
            assert_eq!(may_be_seen(at(seen), opened, now), fits, "{seen}");
        }
        // Both bounds are possible times.
        let (earliest, latest) = bounds(opened, now);
        assert_eq!(earliest.wall('T'), "2026-11-16T00:00:00");
        assert!(may_be_seen(earliest, opened, now) && may_be_seen(latest, opened, now));
    }
}
