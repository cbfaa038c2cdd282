//! A table's fixed offset from UTC.

use crate::read::{Read, Reader};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// An offset in seconds east of UTC, written `+08:00`; from -14:00 to +14:00.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UtcOffset(i32);

/// A text that is not an offset, cut to 20 characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no offset from UTC: it has the form +08:00, from -14:00 to +14:00")]
pub struct BadOffset(pub String);

impl UtcOffset {
    /// No offset.
    pub const UTC: Self = Self(0);

    /// Seconds east of UTC.
    pub fn seconds(self) -> i32 {
        self.0
    }
}

impl FromStr for UtcOffset {
    type Err = BadOffset;

    fn from_str(text: &str) -> Result<Self, BadOffset> {
        let bad = || BadOffset(text.chars().take(20).collect());
        let &[sign, h1, h2, b':', m1, m2] = text.as_bytes() else {
            return Err(bad());
        };
        let digit = |byte: u8| {
            byte.is_ascii_digit()
                .then(|| i32::from(byte - b'0'))
                .ok_or_else(bad)
        };
        let minutes = digit(m1)? * 10 + digit(m2)?;
        let total = (digit(h1)? * 10 + digit(h2)?) * 60 + minutes;
        if minutes > 59 || total > 14 * 60 {
            return Err(bad());
        }
        match sign {
            b'+' => Ok(Self(total * 60)),
            b'-' => Ok(Self(-total * 60)),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let minutes = self.0.abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Debug for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for UtcOffset {
    fn serialize<S: serde::Serializer>(&self, ser: S) -> Result<S::Ok, S::Error> {
        ser.collect_str(self)
    }
}

impl Read for UtcOffset {
    fn read(from: &Reader<'_>) -> Self {
        from.parsed(Self::UTC)
    }
}

crate::deserialize_by_reading!(UtcOffset);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints() {
        for text in ["+08:00", "-03:30", "+00:00", "+14:00"] {
            assert_eq!(text.parse::<UtcOffset>().unwrap().to_string(), text);
        }
        assert_eq!("+08:00".parse::<UtcOffset>().unwrap().seconds(), 28_800);
        for bad in [
            "",
            "08:00",
            "+8:00",
            "+08:60",
            "+14:01",
            "+0800",
            "Asia/Shanghai",
            "＋08:00",
        ] {
            assert!(bad.parse::<UtcOffset>().is_err(), "{bad}");
        }
    }
}
