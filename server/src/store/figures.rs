//! Figures of the whole store, for those who watch over it.

use jiff::Timestamp;

/// What the store holds, without saying whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Tablets with no, with 1 to 9, 10 to 99, and 100 or more unsent operations.
    pub tablets: [u64; 4],
    /// Unsent operations of all tablets.
    pub unsent_operations: u64,
    /// Unsent photos of all tablets.
    pub unsent_photos: u64,
    /// The oldest last report of a tablet with unsent work.
    pub oldest_report: Option<Timestamp>,
    /// Bytes of the database.
    pub database: u64,
}
