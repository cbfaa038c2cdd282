//! Which time a photo gets: the present one if it was just taken, its own if it is from the album.

use crate::sync::clock::TOLERATED_SKEW;
use crate::time::{Moment, Span};

/// When a photo was taken, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoTime {
    /// With the camera, just now.
    Now,
    /// Chosen from the album: its own time, if it has one.
    Album(Option<Moment>),
}

/// A younger picture was just taken with the camera.
const FRESH: Span = Span::from_mins(5);
/// A file this young only has the time at which it was chosen.
const JUST_NOW: Span = Span::from_secs(2);
/// Cameras whose clock was never set record a year before this one.
const NO_CLOCK: i16 = 2015;

impl PhotoTime {
    /// Decides from the request (`camera`, though some browsers offer the album as well), the time
    /// in the picture and the time of its file.
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
