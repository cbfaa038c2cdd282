//! Numbers in columns.

/// A number for a column. Counters stay far below the limit; clients' numbers are bounded earlier.
pub(crate) fn to_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number from a column; columns hold no negative numbers.
pub(crate) fn to_u64(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
