//! Whose time a photo bears: the present one if it was taken now, its own if it is from the album.

use crate::sync::clock::TOLERATED_SKEW;
use crate::time::{Moment, Span};

/// When a photo was taken, as far as it can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// With the camera, just now.
    Now,
    /// It was there before: its own time, where it has one.
    Album(Option<Moment>),
}

/// A picture this young came from the camera that was asked for.
const FRESH: Span = Span::from_mins(5);
/// A file whose time is that of its choosing knows no time of its own.
const JUST_NOW: Span = Span::from_secs(2);
/// Cameras whose clock was never set write a day before this.
const NO_CLOCK: i16 = 2015;

impl Taken {
    /// Decides by what was asked for (`camera`: some browsers offer the album all the same), by the
    /// time in the picture and by that of its file.
    pub fn of(camera: bool, exif: Option<Moment>, file: Moment, now: Moment) -> Self {
        let age = |at: Moment| now.timestamp().duration_since(at.timestamp());
        let to_come = |at: Moment| -age(at) > TOLERATED_SKEW;
        let exif = exif.filter(|at| at.civil().year() >= NO_CLOCK && !to_come(*at));
        if camera && age(exif.unwrap_or(file)) < FRESH {
            return Self::Now;
        }
        Self::Album(exif.or_else(|| Some(file).filter(|at| age(*at) >= JUST_NOW)))
    }
}
