//! A double tap where one was meant: the second does nothing.

use super::finger::{hear_fingers, times_down};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// Two taps on the same thing within this time are one, in milliseconds: as long as browsers wait
/// for a double click.
const DOUBLE_MS: f64 = 500.0;

/// Hears taps, and tells those that repeat the last one from those that are meant.
#[derive(Clone, Copy)]
pub struct Once {
    /// When the last tap came, and how many had come anywhere on the page by then.
    last: StoredValue<(f64, u32)>,
}

impl Default for Once {
    fn default() -> Self {
        hear_fingers();
        Self {
            last: StoredValue::new((f64::NEG_INFINITY, 0)),
        }
    }
}

impl Once {
    /// Whether this tap counts. One by keyboard or by a reader for the blind always does, and one
    /// after something else was tapped.
    pub fn counts(self, event: &MouseEvent) -> bool {
        let (now, taps) = (event.time_stamp(), times_down());
        // Its part of the page may be gone; then nothing is left to guard.
        let last = self.last.try_get_value().unwrap_or((f64::NEG_INFINITY, 0));
        let _ = self.last.try_set_value((now, taps));
        event.detail() == 0 || now - last.0 > DOUBLE_MS || taps > last.1.saturating_add(1)
    }
}
