//! The words for moments, days and quarters.

use super::fill;
use crate::language::I18n;
use domain::time::{Moment, Quarter};
use leptos_i18n::td_string;

/// A moment in its own offset: `11月22日 09:30`, `22 Nov 09:30`.
pub fn moment_words(i18n: I18n, moment: Moment) -> String {
    moment_as(i18n, td_string!(i18n, common.moment), moment)
}

/// A moment filled into a pattern with its day, month, year and time.
pub fn moment_as(i18n: I18n, words: &str, moment: Moment) -> String {
    let at = moment.civil();
    let month = month_word(td_string!(i18n, common.month_names), at.month());
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    fill(
        words,
        &[
            ("month", &month),
            ("day", &at.day()),
            ("year", &at.year()),
            ("time", &time),
        ],
    )
}

/// A moment with its year, for earlier events.
pub fn dated_words(i18n: I18n, moment: Moment) -> String {
    moment_as(i18n, td_string!(i18n, common.dated), moment)
}

/// A moment with its year, to the second, so that it can be looked up later.
pub fn stamp_words(i18n: I18n, moment: Moment) -> String {
    let wall = moment.wall(' ');
    let (day, time) = wall.split_once(' ').unwrap_or_default();
    format!("{} {time}", day_words(i18n, day))
}

/// A stored day, `2026-11-22`, in words; other text is returned unchanged.
pub fn day_words(i18n: I18n, day: &str) -> String {
    let mut parts = day.split('-');
    let mut part = || parts.next()?.parse().ok();
    match (part(), part(), part(), parts.next()) {
        (Some(year), Some(month), Some(number), None) => date_words(i18n, (year, month, number)),
        _ => day.to_owned(),
    }
}

/// A day: `2026年11月22日`, `22 Nov 2026`.
pub fn date_words(i18n: I18n, (year, month, day): (i16, i16, i16)) -> String {
    let month = i8::try_from(month).unwrap_or_default();
    let month = month_word(td_string!(i18n, common.month_names), month);
    fill(
        td_string!(i18n, common.date),
        &[("year", &year), ("month", &month), ("day", &day)],
    )
}

/// The name of a month from the list of all names.
pub fn month_word(names: &str, month: i8) -> &str {
    let index = usize::from(month.unsigned_abs()).saturating_sub(1);
    names.split(' ').nth(index).unwrap_or_default()
}

/// A machine-readable moment for `<time datetime>`.
pub fn moment_attr(moment: Moment) -> String {
    moment.to_string()
}

/// A quarter: `2026年第4季度`, `Q4 2026`.
pub fn quarter_words(i18n: I18n, quarter: Quarter) -> String {
    fill(
        td_string!(i18n, common.quarter),
        &[("year", &quarter.year()), ("number", &quarter.number())],
    )
}

/// A stored quarter, `2026Q4`, in words; other text is returned unchanged.
pub fn quarter_as_words(i18n: I18n, text: &str) -> String {
    text.parse()
        .map_or_else(|_| text.to_owned(), |quarter| quarter_words(i18n, quarter))
}
