//! How long sessions and passwords are valid (等保二级), apart from the cookie's lifetime.

use crate::store::SessionLimits;
use jiff::{SignedDuration, Timestamp};

/// The longest lifetime of a session, used or not: that of its cookie.
pub const SESSION: SignedDuration =
    SignedDuration::from_hours(24 * app::api::session::SESSION_DAYS);

/// The settings of this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// After this time without use a session ends; `None` for never. Inspectors are exempt, since
    /// their tablets must sync after days without a network.
    pub idle: Option<SignedDuration>,
    /// A password older than this must be changed; `None` for never.
    pub password_age: Option<SignedDuration>,
}

impl Default for Policy {
    fn default() -> Self {
        Self::new(30, 90)
    }
}

impl Policy {
    /// A policy from minutes and days, where 0 means never.
    pub fn new(idle_minutes: u32, password_days: u32) -> Self {
        let minutes = SignedDuration::from_mins(i64::from(idle_minutes));
        let days = SignedDuration::from_hours(24 * i64::from(password_days));
        Self {
            idle: (idle_minutes > 0).then_some(minutes),
            password_age: (password_days > 0).then_some(days),
        }
    }

    /// The conditions for a session to be valid now. `used` is true for a person's own request,
    /// which keeps the session alive, and false for one that an open page makes by itself.
    pub(crate) fn limits(&self, now: Timestamp, used: bool) -> SessionLimits {
        let before = |age: SignedDuration| now.checked_sub(age).unwrap_or(Timestamp::MIN);
        SessionLimits {
            made_after: before(SESSION),
            idle_after: self.idle.map(before),
            password_after: self.password_age.map(before),
            used,
        }
    }

    /// Whether a password that was set then is too old now.
    pub(crate) fn is_old(&self, set: Timestamp, now: Timestamp) -> bool {
        self.password_age
            .is_some_and(|age| now.duration_since(set) >= age)
    }
}
