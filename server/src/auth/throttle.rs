//! How often one address may fail, and the lock of names that have no account.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// An address may fail this often in a window.
const FAILURES: u32 = 30;
const WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// More keys than this are not remembered.
const KEYS: usize = 10_000;

/// Failures by key, in windows.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<String, Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    began: Timestamp,
    failures: u32,
}

impl Throttle {
    /// Seconds to wait, if the address has failed too often.
    pub fn wait(&self, address: &str, now: Timestamp) -> Option<u32> {
        let windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.get(address)?;
        let left = WINDOW - now.duration_since(window.began);
        let waits = window.failures >= FAILURES && left.is_positive();
        waits.then(|| u32::try_from(left.as_secs()).unwrap_or(u32::MAX).max(1))
    }

    /// Counts a failure.
    pub fn fail(&self, address: &str, now: Timestamp) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= KEYS {
            windows.retain(|_, window| now.duration_since(window.began) < WINDOW);
        }
        if windows.len() >= KEYS {
            windows.clear();
        }
        let new = Window {
            began: now,
            failures: 0,
        };
        let window = windows.entry(address.to_owned()).or_insert(new);
        if now.duration_since(window.began) >= WINDOW {
            *window = new;
        }
        window.failures += 1;
    }
}

/// Wrong passwords until a name is locked, and for how long (等保二级).
pub const LIMIT: u32 = 5;
/// See [`LIMIT`].
pub const LOCKED: SignedDuration = SignedDuration::from_mins(10);

/// Names without an account lock as those that have one: an answer does not tell them apart.
#[derive(Debug, Default)]
pub struct Strangers(Mutex<HashMap<String, Stranger>>);

#[derive(Debug, Default)]
struct Stranger {
    failures: u32,
    locked_until: Option<Timestamp>,
}

impl Strangers {
    /// Counts a failure; returns until when the name is locked, if it is.
    pub fn fail(&self, name: &str, now: Timestamp) -> Option<Timestamp> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= KEYS {
            names.clear();
        }
        let stranger = names.entry(name.to_owned()).or_default();
        if let Some(until) = stranger.locked_until.filter(|until| *until > now) {
            return Some(until);
        }
        stranger.failures += 1;
        stranger.locked_until = None;
        if stranger.failures >= LIMIT {
            stranger.failures = 0;
            stranger.locked_until = Some(now + LOCKED);
        }
        stranger.locked_until
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_after_many_failures() {
        let throttle = Throttle::default();
        let start: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
        for _ in 0..FAILURES {
            assert_eq!(throttle.wait("10.0.0.1", start), None);
            throttle.fail("10.0.0.1", start);
        }
        assert_eq!(throttle.wait("10.0.0.1", start), Some(300));
        assert_eq!(throttle.wait("10.0.0.2", start), None);
        assert_eq!(throttle.wait("10.0.0.1", start + WINDOW), None);
        throttle.fail("10.0.0.1", start + WINDOW);
        assert_eq!(throttle.wait("10.0.0.1", start + WINDOW), None);
    }
}
