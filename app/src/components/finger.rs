//! Tracks touches on the page before any component does: how many there were, and whether a lifted
//! finger has tapped. The browser's own click follows up to two frames later on a cheap tablet.

#[cfg(feature = "browser")]
mod heard {
    use leptos::ev::{PointerEvent, TouchEvent};
    use leptos::prelude::window;
    use std::cell::Cell;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{Event, HtmlInputElement};

    /// A touch that lasts longer is no tap, in milliseconds.
    const RESTS: f64 = 400.0;
    /// A touch that moves farther is no tap, in CSS pixels.
    const GOES: u32 = 8;
    /// A touch this soon after scrolling stops the scrolling and is no tap, in milliseconds.
    const STOPS: f64 = 250.0;

    /// Where and when the last single touch began; there is none while a second finger is down.
    #[derive(Clone, Copy)]
    struct Down {
        at: f64,
        x: i32,
        y: i32,
    }

    thread_local! {
        static HEARS: Cell<bool> = const { Cell::new(false) };
        static SCROLLED: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
        static DOWN: Cell<Option<Down>> = const { Cell::new(None) };
        static TIMES: Cell<u32> = const { Cell::new(0) };
    }

    /// Begins to track touches and scrolling.
    pub(in crate::components) fn hear_fingers() {
        if HEARS.replace(true) {
            return;
        }
        hear("pointerdown", |event| {
            TIMES.set(times_down().wrapping_add(1));
            let event: &PointerEvent = event.unchecked_ref();
            let (at, x, y) = (event.time_stamp(), event.client_x(), event.client_y());
            let stops = at - SCROLLED.get() < STOPS;
            DOWN.set((event.is_primary() && !stops).then_some(Down { at, x, y }));
        });
        hear("scroll", |event| SCROLLED.set(event.time_stamp()));
    }

    /// Listens in the capture phase, for the life of the page.
    fn hear(name: &str, what: fn(&Event)) {
        let heard = Closure::<dyn Fn(Event)>::new(move |event| what(&event));
        let function = heard.as_ref().unchecked_ref();
        let _ = window().add_event_listener_with_callback_and_bool(name, function, true);
        heard.forget();
    }

    /// How many touches and mouse presses have begun since tracking started.
    pub(in crate::components) fn times_down() -> u32 {
        TIMES.get()
    }

    /// Whether a lifted finger has tapped. If so, `on` gets the focus and the browser's click is
    /// suppressed, wherever the page has moved by then. If that is uncertain, the click decides, as
    /// with a mouse.
    pub(in crate::components) fn taps(event: &TouchEvent, on: &HtmlInputElement) -> bool {
        let lifted = event.changed_touches().get(0);
        let tapped = DOWN.take().zip(lifted).is_some_and(|(down, finger)| {
            let went = |from: i32, to: i32| from.abs_diff(to) > GOES;
            event.time_stamp() - down.at < RESTS
                && !went(down.x, finger.client_x())
                && !went(down.y, finger.client_y())
        });
        // An event that cannot be cancelled belongs to scrolling.
        let taps = tapped && event.cancelable();
        if taps {
            event.prevent_default();
            let _ = on.focus();
        }
        taps
    }
}

#[cfg(feature = "browser")]
pub(super) use heard::{hear_fingers, taps, times_down};

/// There are no touches on the server.
#[cfg(not(feature = "browser"))]
pub(super) fn hear_fingers() {}

/// There are no touches on the server.
#[cfg(not(feature = "browser"))]
pub(super) fn times_down() -> u32 {
    0
}

/// There are no touches on the server.
#[cfg(not(feature = "browser"))]
pub(super) fn taps(_: &leptos::ev::TouchEvent, _: &leptos::web_sys::HtmlInputElement) -> bool {
    false
}
