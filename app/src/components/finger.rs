//! Fingers on the page, heard before any part of it: how often one came down, and whether one that lifts
//! has tapped. The click that a browser makes of a tap comes up to two frames later on a cheap tablet.

#[cfg(feature = "browser")]
mod heard {
    use leptos::ev::{PointerEvent, TouchEvent};
    use leptos::prelude::window;
    use std::cell::Cell;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{Event, HtmlInputElement};

    /// A finger that rests longer asks for something else, in milliseconds.
    const RESTS: f64 = 400.0;
    /// A finger that goes farther does not tap, in CSS pixels.
    const GOES: u32 = 8;
    /// A finger that comes down so soon after the page has moved stops it, in milliseconds.
    const STOPS: f64 = 250.0;

    /// Where and when the last finger came down, alone: with a second one beside it there is none.
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

    /// Hears from now on when fingers come down and when something scrolls.
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

    /// Before any part of the page, for as long as it lives.
    fn hear(name: &str, what: fn(&Event)) {
        let heard = Closure::<dyn Fn(Event)>::new(move |event| what(&event));
        let function = heard.as_ref().unchecked_ref();
        let _ = window().add_event_listener_with_callback_and_bool(name, function, true);
        heard.forget();
    }

    /// How often a finger, or a mouse's button, has come down since this is heard.
    pub(in crate::components) fn times_down() -> u32 {
        TIMES.get()
    }

    /// Whether a finger that lifts has tapped. `on` has the focus then, and no click comes any more,
    /// wherever the page has moved by then. Where this is not sure the click decides, as with a mouse.
    pub(in crate::components) fn taps(event: &TouchEvent, on: &HtmlInputElement) -> bool {
        let lifted = event.changed_touches().get(0);
        let tapped = DOWN.take().zip(lifted).is_some_and(|(down, finger)| {
            let went = |from: i32, to: i32| from.abs_diff(to) > GOES;
            event.time_stamp() - down.at < RESTS
                && !went(down.x, finger.client_x())
                && !went(down.y, finger.client_y())
        });
        // What cannot be cancelled scrolls.
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

/// Nobody taps on a server.
#[cfg(not(feature = "browser"))]
pub(super) fn hear_fingers() {}

/// Nobody taps on a server.
#[cfg(not(feature = "browser"))]
pub(super) fn times_down() -> u32 {
    0
}

/// Nobody taps on a server.
#[cfg(not(feature = "browser"))]
pub(super) fn taps(_: &leptos::ev::TouchEvent, _: &leptos::web_sys::HtmlInputElement) -> bool {
    false
}
