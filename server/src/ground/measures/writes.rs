//! The writes that wait for their commit, and what became of them.

use super::held::Held;
use super::made::{counter, counters, durations, gauge, sizes};
use prometheus::{Histogram, IntCounter, IntGauge, Registry, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many waiting writes have their age known, more than the queue and a group hold together.
const PLACES: usize = 1024;

/// When each waiting write was asked for, in microseconds after `began`; 0 is a free place. Places
/// are given out in turn, so no write waits for another here.
#[derive(Debug)]
struct Since {
    began: Instant,
    next: AtomicUsize,
    places: [AtomicU64; PLACES],
}

impl Since {
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).map_or(u64::MAX, |it| it.max(1))
    }

    fn oldest(&self) -> Option<Duration> {
        let known = self.places.iter().map(|it| it.load(Ordering::Relaxed));
        let oldest = known.filter(|it| *it > 0).min()?;
        Some(Duration::from_micros(self.now().saturating_sub(oldest)))
    }
}

/// The measures of the writer.
#[derive(Debug)]
pub(crate) struct Writes {
    since: Arc<Since>,
    waiting: IntGauge,
    /// Set when somebody asks.
    oldest: prometheus::Gauge,
    /// How long transactions took, of those that were committed.
    pub(crate) commits: Histogram,
    /// How many writes were in one transaction.
    pub(crate) groups: Histogram,
    /// Transactions that failed and were rolled back.
    pub(crate) failed: IntCounter,
    /// Operations with the outcome `applied`, `duplicate` and `quarantined`.
    pub(crate) operations: [IntCounter; 3],
}

/// A write from its request to its answer.
#[derive(Debug)]
pub(crate) struct WaitingWrite {
    since: Arc<Since>,
    place: usize,
    at: u64,
    _held: Held,
}

impl Drop for WaitingWrite {
    fn drop(&mut self) {
        if let Some(place) = self.since.places.get(self.place) {
            // With more than all places taken, a later write may have this one.
            let _ = place.compare_exchange(self.at, 0, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

impl Writes {
    pub(super) fn new(to: &Registry) -> Result<Self> {
        let oldest = prometheus::Gauge::new(
            "xuncha_oldest_write_age_seconds",
            "How long the oldest waiting write has waited; 0 without one",
        )?;
        to.register(Box::new(oldest.clone()))?;
        Ok(Self {
            since: Arc::new(Since {
                began: Instant::now(),
                next: AtomicUsize::new(0),
                places: [const { AtomicU64::new(0) }; PLACES],
            }),
            waiting: gauge(
                to,
                "xuncha_writes_waiting",
                "Writes that wait for their commit",
            )?,
            oldest,
            commits: durations(
                to,
                "xuncha_commit_duration_seconds",
                "Time of a committed transaction of the writer, from its begin to its commit",
            )?,
            groups: sizes(
                to,
                "xuncha_commit_group_size",
                "Writes that were committed in one transaction",
                &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0],
            )?,
            failed: counter(
                to,
                "xuncha_commit_failures_total",
                "Transactions of the writer that failed and were rolled back",
            )?,
            operations: counters(
                to,
                (
                    "xuncha_operations_total",
                    "Operations of tablets that were answered, by outcome",
                ),
                "outcome",
                ["applied", "duplicate", "quarantined"],
            )?,
        })
    }

    /// Counts a write as waiting until this is dropped.
    pub(crate) fn waits(&self) -> WaitingWrite {
        let place = self.since.next.fetch_add(1, Ordering::Relaxed) % PLACES;
        let at = self.since.now();
        if let Some(place) = self.since.places.get(place) {
            place.store(at, Ordering::Relaxed);
        }
        WaitingWrite {
            since: Arc::clone(&self.since),
            place,
            at,
            _held: Held::new(&self.waiting),
        }
    }

    /// How long the oldest waiting write has waited.
    pub(crate) fn oldest(&self) -> Option<Duration> {
        self.since.oldest()
    }

    pub(super) fn look(&self) {
        let oldest = self.oldest().unwrap_or_default();
        self.oldest.set(oldest.as_secs_f64());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_of_many_is_known_until_it_is_answered() {
        let writes = Writes::new(&Registry::new()).unwrap();
        assert_eq!(writes.oldest(), None);
        let first = writes.waits();
        std::thread::sleep(Duration::from_millis(20));
        let later: Vec<_> = (0..100).map(|_| writes.waits()).collect();
        assert_eq!(writes.waiting.get(), 101);
        assert!(writes.oldest().unwrap() >= Duration::from_millis(20));
        drop(first);
        assert_eq!(writes.waiting.get(), 100);
        assert!(writes.oldest().unwrap() < Duration::from_millis(20));
        drop(later);
        assert_eq!(writes.oldest(), None);
        // A write that has lost its place to a later one does not free it.
        let early = writes.waits();
        let many: Vec<_> = (0..PLACES).map(|_| writes.waits()).collect();
        drop(early);
        let known = writes.since.places.iter();
        assert!(known.into_iter().all(|it| it.load(Ordering::Relaxed) > 0));
        drop(many);
        assert_eq!((writes.oldest(), writes.waiting.get()), (None, 0));
    }
}
