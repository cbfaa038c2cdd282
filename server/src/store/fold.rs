//! The effects of a group of pushes, as a pure function of what the store has loaded. Pushes are
//! folded one after the other, as if each had been written before the next; what they change is
//! then written once.

mod applying;
mod arriving;
mod devices;
mod finishing;
mod group;
mod planned;
mod telling;
mod twins;

pub(super) use self::arriving::{Arriving, Names, Read};
pub(super) use self::devices::{Device, Devices};
pub(super) use self::group::{First, Fold, Held, Known, Loaded, Told};
pub(super) use self::planned::Assignments;
pub(super) use self::twins::{Ends, Place};
