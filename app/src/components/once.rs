//! A double tap where one was meant: the second does nothing.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// Two taps on the same thing within this time are one, in milliseconds: as long as browsers wait
/// for a double click.
const DOUBLE_MS: f64 = 500.0;

/// Hears taps, and tells those that repeat the last one from those that are meant.
#[derive(Clone, Copy)]
pub struct Once {
    last: StoredValue<f64>,
}

impl Default for Once {
    fn default() -> Self {
        Self {
            last: StoredValue::new(f64::NEG_INFINITY),
        }
    }
}

impl Once {
    /// Whether this tap counts. One by keyboard or by a reader for the blind always does.
    pub fn counts(self, event: &MouseEvent) -> bool {
        let now = event.time_stamp();
        let last = self.last.try_get_value().unwrap_or(f64::NEG_INFINITY);
        // Its part of the page may be gone; then nothing is left to guard.
        let _ = self.last.try_set_value(now);
        event.detail() == 0 || now - last > DOUBLE_MS
    }
}
