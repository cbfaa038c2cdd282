//! The browser's clock, with its time zone offset.

use domain::time::Moment;

/// The current time by the device's clock and time zone.
pub fn now() -> Moment {
    let date = js_sys::Date::new_0();
    // JavaScript counts minutes west of UTC.
    let offset_seconds = -(date.get_timezone_offset() as i32) * 60;
    Moment::from_millis(date.get_time() as i64, offset_seconds)
}
