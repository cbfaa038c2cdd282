//! Limits on failed sign-ins from one address, whatever names it tries.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// How many failures an address may have in a window.
const FAILURES: u32 = 30;
const WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// Seconds to wait if the limit is reached only with attempts that are still being checked.
const SOON: u32 = 2;
/// How many addresses are remembered; the oldest are forgotten.
const ADDRESSES: usize = 10_000;

/// How many wrong passwords lock a name, and for how long (等保二级).
pub const LIMIT: u32 = 5;
/// See [`LIMIT`].
pub const LOCKED: SignedDuration = SignedDuration::from_mins(10);

/// Counts failures by address, within windows of time.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<String, Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    began: Timestamp,
    failures: u32,
    /// Attempts that have begun and not ended.
    pending: u32,
}

impl Throttle {
    /// Begins an attempt. It counts as a failure until [`Try::forgiven`] is called, so that many at
    /// once get no further than many in sequence.
    ///
    /// # Errors
    /// The address has failed too often: the number of seconds to wait.
    pub fn begin(&self, address: &str, now: Timestamp) -> Result<Try<'_>, u32> {
        let key = key(address);
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !windows.contains_key(&key) && windows.len() >= ADDRESSES {
            make_room(&mut windows, now);
        }
        let window = windows.entry(key.clone()).or_insert(Window {
            began: now,
            failures: 0,
            pending: 0,
        });
        let left = WINDOW - now.duration_since(window.began);
        if !left.is_positive() {
            (window.began, window.failures) = (now, 0);
        } else if window.failures >= FAILURES {
            return Err(u32::try_from(left.as_secs()).unwrap_or(u32::MAX).max(1));
        }
        if window.failures + window.pending >= FAILURES {
            return Err(SOON);
        }
        window.pending += 1;
        Ok(Try {
            throttle: self,
            key,
            forgiven: false,
        })
    }

    fn end(&self, key: &str, failed: bool) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = windows.get_mut(key) {
            window.pending = window.pending.saturating_sub(1);
            window.failures += u32::from(failed);
        }
    }
}

/// An attempt under way. Dropping it before it ends counts as a failure.
#[derive(Debug)]
pub struct Try<'t> {
    throttle: &'t Throttle,
    key: String,
    forgiven: bool,
}

impl Try<'_> {
    /// The attempt was not a failure.
    pub fn forgiven(mut self) {
        self.forgiven = true;
    }
}

impl Drop for Try<'_> {
    fn drop(&mut self) {
        self.throttle.end(&self.key, !self.forgiven);
    }
}

/// How long a lock is remembered without asking the store. A lock that is removed meanwhile, for
/// example by a command, lasts at most this much longer.
const KNOWN: SignedDuration = SignedDuration::from_secs(1);

/// The locks that the store reported a moment ago. They save queries during a flood against one
/// name.
#[derive(Debug, Default)]
pub struct KnownLocks(Mutex<HashMap<String, Lock>>);

#[derive(Debug, Clone, Copy)]
struct Lock {
    until: Timestamp,
    told: Timestamp,
}

impl Lock {
    fn is_known(self, now: Timestamp) -> bool {
        self.until > now && now.duration_since(self.told) < KNOWN
    }
}

impl KnownLocks {
    /// Until when a name is locked, if that is remembered.
    pub fn until(&self, login: &str, now: Timestamp) -> Option<Timestamp> {
        let locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = locks.get(login).filter(|lock| lock.is_known(now))?;
        Some(lock.until)
    }

    /// Remembers a lock that the store reported.
    pub fn note(&self, login: &str, until: Timestamp, now: Timestamp) {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if locks.len() >= ADDRESSES {
            locks.retain(|_, lock| lock.is_known(now));
        }
        // Beyond this number the store is asked each time.
        if locks.len() < ADDRESSES {
            locks.insert(login.to_owned(), Lock { until, told: now });
        }
    }

    /// Forgets the lock of a name.
    pub fn forget(&self, login: &str) {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        locks.remove(login);
    }
}

/// Removes ended windows, or else the oldest. A window with attempts under way stays.
fn make_room(windows: &mut HashMap<String, Window>, now: Timestamp) {
    windows.retain(|_, window| window.pending > 0 || now.duration_since(window.began) < WINDOW);
    if windows.len() < ADDRESSES {
        return;
    }
    let idle = windows.iter().filter(|(_, window)| window.pending == 0);
    let oldest = idle.min_by_key(|(_, window)| window.began);
    if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
        windows.remove(&oldest);
    }
}

/// Reduces an IPv6 address to its /64 network, since its owner controls all 2^64 addresses in it.
fn key(address: &str) -> String {
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V6(address)) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(network))
        }
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        "2026-11-22T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_address_waits_after_many_failures() {
        let (throttle, start) = (Throttle::default(), start());
        for _ in 0..FAILURES {
            drop(throttle.begin("10.0.0.1", start).unwrap());
        }
        assert_eq!(throttle.begin("10.0.0.1", start).err(), Some(300));
        assert!(throttle.begin("10.0.0.2", start).is_ok());
        drop(throttle.begin("10.0.0.1", start + WINDOW).unwrap());
        assert!(throttle.begin("10.0.0.1", start + WINDOW).is_ok());
    }

    #[test]
    fn tries_under_way_count_and_those_that_were_right_do_not() {
        let (throttle, start) = (Throttle::default(), start());
        let all: Vec<_> = (0..FAILURES)
            .map(|_| throttle.begin("10.0.0.1", start).unwrap())
            .collect();
        assert_eq!(throttle.begin("10.0.0.1", start).err(), Some(SOON));
        all.into_iter().for_each(Try::forgiven);
        for _ in 0..100 {
            throttle.begin("10.0.0.1", start).unwrap().forgiven();
        }
    }

    #[test]
    fn a_lock_is_known_for_a_second() {
        let (locks, start) = (KnownLocks::default(), start());
        let after = |ms| start + SignedDuration::from_millis(ms);
        locks.note("lixia", start + LOCKED, start);
        assert_eq!(locks.until("lixia", after(999)), Some(start + LOCKED));
        assert_eq!(locks.until("lixia", after(1000)), None);
        assert_eq!(locks.until("wangqiang", start), None);
        locks.note("lixia", after(300), start);
        assert_eq!(locks.until("lixia", after(300)), None);
        locks.forget("lixia");
        assert_eq!(locks.until("lixia", start), None);
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let (throttle, start) = (Throttle::default(), start());
        for n in 0..FAILURES {
            let address = format!("2001:db8:1:2:{n:x}::{n:x}");
            drop(throttle.begin(&address, start).unwrap());
        }
        assert_eq!(throttle.begin("2001:db8:1:2::1", start).err(), Some(300));
        assert!(throttle.begin("2001:db8:1:3::1", start).is_ok());
        // The same address in another notation.
        for _ in 0..FAILURES {
            drop(throttle.begin("::ffff:10.0.0.9", start).unwrap());
        }
        assert_eq!(throttle.begin("10.0.0.9", start).err(), Some(300));
    }

    #[test]
    fn many_addresses_do_not_make_it_forget_one() {
        let (throttle, start) = (Throttle::default(), start());
        let address = |n: usize| format!("10.{}.{}.{}", n / 65_536, n / 256 % 256, n % 256);
        let second = |n| start + SignedDuration::from_secs(n);
        for n in 0..ADDRESSES - 1 {
            drop(throttle.begin(&address(n), start).unwrap());
        }
        for _ in 0..FAILURES {
            drop(throttle.begin("192.0.2.1", second(1)).unwrap());
        }
        for n in 0..1_000 {
            drop(throttle.begin(&address(20_000 + n), second(2)).unwrap());
        }
        assert!(throttle.begin("192.0.2.1", second(3)).is_err());
        let kept = throttle.0.lock().unwrap().len();
        assert_eq!(kept, ADDRESSES);
        // Once their time is over they are all removed.
        let later = second(2) + WINDOW;
        drop(throttle.begin("192.0.2.2", later).unwrap());
        assert!(throttle.0.lock().unwrap().len() < 10);
    }
}
