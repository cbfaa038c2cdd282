//! What is stored and computed on the tablet.
//!
//! - [`session`]: who works here, known without a network.
//! - `tablet`: everything pulled and recorded, in memory, and the view: server state plus the
//!   replayed outbox.
//! - `kept`: the records that are stored.
//! - `idb`: the disk, in IndexedDB; every write is a strict transaction.
//! - [`half_kept`]: what a full disk left half written.
//! - `aside`: text typed too late for the disk.
//! - `code`: the text of a site's QR code; `scan`: the camera that reads it.
//! - `keeping`: how a person's actions reach the disk.
//! - `queue`: what waits for the disk, and what the disk refused.
//! - `namesakes`: telling apart people of the same name.
//! - `nearest`: sites by their distance; `position`: where the device is.
//! - `prefs`: small settings and the witness of the counter, in localStorage.
//! - `photo`: from a camera's file to the stored bytes.
//! - `room`: how much more fits, and whether the browser promises to keep it.
//! - [`rescue`]: everything as one file, for when it cannot be sent; [`zip`] writes that file.
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
