//! What lives on the tablet.
//!
//! - [`session`]: who works here, known without a network.
//! - `tablet`: what the tablet knows and has recorded, in memory, and the view that follows from
//!   it: server state plus the replayed outbox.
//! - `kept`: what of it is kept.
//! - `idb`: the same on the disk, in IndexedDB; every write is a strict transaction.
//! - [`half_kept`]: what a full disk has left half.
//! - `aside`: words typed too late for the disk.
//! - `code`: what a site's QR code says; `scan`: the camera that reads it.
//! - `keeping`: how what a person did gets onto the disk.
//! - `queue`: what waits for the disk.
//! - `namesakes`: people of one name, told apart.
//! - `nearest`: sites by their distance; `position`: where the device is.
//! - `prefs`: small settings and the witness of the counter, in localStorage.
//! - `photo`: from a camera's file to the bytes that are kept.
//! - `room`: how much of it fits, and whether the browser promises to keep it.
//! - [`rescue`]: all of it as one file, for when it cannot be sent; [`zip`] writes that.
//! - `worker`: the service worker from the page's side.
//! - `store`: memory and disk together, for the pages.

#[cfg(feature = "tablet")]
pub mod aside;
#[cfg(feature = "tablet")]
mod by_name;
#[cfg(feature = "tablet")]
pub mod clock;
pub mod code;
pub mod half_kept;
#[cfg(feature = "tablet")]
pub mod idb;
#[cfg(feature = "tablet")]
pub mod keeping;
pub mod kept;
pub mod namesakes;
pub mod nearest;
#[cfg(feature = "tablet")]
pub mod photo;
#[cfg(feature = "tablet")]
pub mod position;
#[cfg(feature = "browser")]
pub mod prefs;
#[cfg(feature = "tablet")]
pub mod queue;
pub mod rescue;
#[cfg(feature = "tablet")]
pub mod room;
#[cfg(feature = "tablet")]
pub mod scan;
pub mod session;
#[cfg(feature = "tablet")]
mod standing;
#[cfg(feature = "tablet")]
pub mod store;
pub mod tablet;
#[cfg(feature = "tablet")]
pub mod worker;
pub mod zip;
