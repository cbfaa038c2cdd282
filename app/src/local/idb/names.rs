//! The names of the object stores, their version, and the key of the counters.

pub(super) const META: &str = "meta";
pub(super) const OUTBOX: &str = "outbox";
pub(super) const ROWS: &str = "rows";
pub(super) const PHOTOS: &str = "photos";
pub(super) const BYTES: &str = "bytes";
pub(super) const STORES: [&str; 5] = [META, OUTBOX, ROWS, PHOTOS, BYTES];
pub(super) const VERSION: u32 = 1;
pub(super) const KEY: &str = "meta";
