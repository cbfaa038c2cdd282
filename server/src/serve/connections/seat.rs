//! The place that a connection takes among all.

use crate::ground::measures::Held;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A connection's place, and its requests under way.
pub(super) struct Seat {
    place: Mutex<OwnedSemaphorePermit>,
    /// Whether it has only an extra place (on the doorstep).
    full: AtomicBool,
    places: Arc<Semaphore>,
    under_way: AtomicUsize,
    /// When the last request ended.
    last: Mutex<Instant>,
    _held: Held,
}

impl Seat {
    /// Takes a place, or one on the doorstep if all are taken.
    pub(super) fn among(
        places: &Arc<Semaphore>,
        doorstep: &Arc<Semaphore>,
        held: Held,
    ) -> Option<Self> {
        let inside = Arc::clone(places).try_acquire_owned().ok();
        let full = inside.is_none();
        let outside = || Arc::clone(doorstep).try_acquire_owned().ok();
        Some(Self {
            place: Mutex::new(inside.or_else(outside)?),
            full: AtomicBool::new(full),
            places: Arc::clone(places),
            under_way: AtomicUsize::new(0),
            last: Mutex::new(Instant::now()),
            _held: held,
        })
    }

    /// Whether it has a place. A connection on the doorstep gets one as soon as one is free, since
    /// an HTTP/2 client cannot be told to reconnect.
    pub(super) fn is_inside(&self) -> bool {
        if !self.full.load(Ordering::Acquire) {
            return true;
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return false;
        };
        *held(&self.place) = place;
        self.full.store(false, Ordering::Release);
        true
    }

    pub(super) fn is_idle(&self, limit: Duration) -> bool {
        self.under_way.load(Ordering::Acquire) == 0 && held(&self.last).elapsed() > limit
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request under way, until its response is completely written.
pub(super) struct UnderWay(Arc<Seat>);

impl UnderWay {
    pub(super) fn new(seat: &Arc<Seat>) -> Self {
        seat.under_way.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(seat))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        *held(&self.0.last) = Instant::now();
        self.0.under_way.fetch_sub(1, Ordering::AcqRel);
    }
}
