//! A double tap where one was meant: the second does nothing.

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
        count_taps();
        Self {
            last: StoredValue::new((f64::NEG_INFINITY, 0)),
        }
    }
}

impl Once {
    /// Whether this tap counts. One by keyboard or by a reader for the blind always does, and one
    /// after something else was tapped.
    pub fn counts(self, event: &MouseEvent) -> bool {
        let (now, taps) = (event.time_stamp(), taps());
        // Its part of the page may be gone; then nothing is left to guard.
        let last = self.last.try_get_value().unwrap_or((f64::NEG_INFINITY, 0));
        let _ = self.last.try_set_value((now, taps));
        event.detail() == 0 || now - last.0 > DOUBLE_MS || taps > last.1.saturating_add(1)
    }
}

#[cfg(feature = "browser")]
mod heard {
    use leptos::prelude::window;
    use std::cell::Cell;
    use wasm_bindgen::{JsCast, closure::Closure};

    thread_local! {
        static TAPS: Cell<Option<u32>> = const { Cell::new(None) };
    }

    /// How many taps have come since they are counted.
    pub(super) fn taps() -> u32 {
        TAPS.get().unwrap_or_default()
    }

    /// Counts every tap on the page from now on, before any part of it hears of it.
    pub(super) fn count_taps() {
        if TAPS.get().is_some() {
            return;
        }
        TAPS.set(Some(0));
        let tapped = Closure::<dyn Fn()>::new(|| TAPS.set(Some(taps().wrapping_add(1))));
        let function = tapped.as_ref().unchecked_ref();
        let _ = window().add_event_listener_with_callback_and_bool("pointerdown", function, true);
        // It lives as long as the page.
        tapped.forget();
    }
}

#[cfg(feature = "browser")]
use heard::{count_taps, taps};

#[cfg(not(feature = "browser"))]
fn taps() -> u32 {
    0
}

#[cfg(not(feature = "browser"))]
fn count_taps() {}
