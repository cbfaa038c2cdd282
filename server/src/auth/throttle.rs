//! How often one address, or one name that has no account, may fail.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// An address may fail this often in a window.
const FAILURES: u32 = 30;
const WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// More keys than this are not remembered: the oldest windows go first.
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

    /// Counts a failure; returns how many there are in the window.
    pub fn fail(&self, key: &str, now: Timestamp) -> u32 {
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
        let window = windows.entry(key.to_owned()).or_insert(new);
        if now.duration_since(window.began) >= WINDOW {
            *window = new;
        }
        window.failures += 1;
        window.failures
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
        assert_eq!(throttle.fail("10.0.0.1", start + WINDOW), 1);
    }
}
