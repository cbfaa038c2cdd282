//! How long sessions and passwords hold (等保二级), beyond the days of the cookie.

use crate::store::SessionLimits;
use jiff::{SignedDuration, Timestamp};

/// How long a session holds, in use or not: as long as its cookie.
pub const SESSION: SignedDuration =
    SignedDuration::from_hours(24 * app::api::session::SESSION_DAYS);

/// The settings of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// A session that was not used for so long ends; none for never. Inspectors are left out: their
    /// tablets must sync after days without a network.
    pub idle: Option<SignedDuration>,
    /// A password older than this must be changed; none for never.
    pub password_age: Option<SignedDuration>,
}

impl Default for Policy {
    fn default() -> Self {
        Self::new(30, 90)
    }
}

impl Policy {
    /// From minutes and days, where 0 means never.
    pub fn new(idle_minutes: u32, password_days: u32) -> Self {
        let minutes = SignedDuration::from_mins(i64::from(idle_minutes));
        let days = SignedDuration::from_hours(24 * i64::from(password_days));
        Self {
            idle: (idle_minutes > 0).then_some(minutes),
            password_age: (password_days > 0).then_some(days),
        }
    }

    /// What a session must fulfil now. `used` says whether a person asks, who keeps it alive with
    /// that, or only an open page.
    pub(crate) fn limits(&self, now: Timestamp, used: bool) -> SessionLimits {
        let before = |age: SignedDuration| now.checked_sub(age).unwrap_or(Timestamp::MIN);
        SessionLimits {
            made_after: before(SESSION),
            idle_after: self.idle.map(before),
            password_after: self.password_age.map(before),
            used,
        }
    }

    /// Whether a password that was set then must be changed by now.
    pub(crate) fn is_old(&self, set: Timestamp, now: Timestamp) -> bool {
        self.password_age
            .is_some_and(|age| now.duration_since(set) >= age)
    }
}
