//! Ignores the second tap of an unintended double tap.

use super::finger::{hear_fingers, times_down};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// Two taps on the same control within this time count as one, in milliseconds: as long as browsers
/// wait for a double click.
const DOUBLE_MS: f64 = 500.0;

/// Tells intended taps from those that repeat the last one.
#[derive(Clone, Copy)]
pub struct Once {
    /// The time of the last tap, and how many taps the whole page had seen by then.
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
    /// Whether this tap counts. A tap by keyboard or screen reader always counts, and so does the
    /// first tap after one elsewhere.
    pub fn counts(self, event: &MouseEvent) -> bool {
        let (now, taps) = (event.time_stamp(), times_down());
        // The component may be disposed by now; then any tap counts.
        let last = self.last.try_get_value().unwrap_or((f64::NEG_INFINITY, 0));
        let _ = self.last.try_set_value((now, taps));
        event.detail() == 0 || now - last.0 > DOUBLE_MS || taps > last.1.saturating_add(1)
    }
}
