//! A copy of all that is kept, and going on from one.

use super::Stored;
use std::collections::BTreeSet;
use std::path::Path;

/// What backups need of the store.
pub trait BackupStore: Send + Sync {
    /// Writes everything, as it is at one moment, to a file that does not exist yet; others read
    /// and write meanwhile.
    fn copy_to<'a>(&'a self, file: &'a Path) -> Stored<'a, ()>;
    /// Whether the database's structure is sound; else what is wrong with it.
    fn check(&self) -> Stored<'_, Result<(), String>>;
    /// Makes this copy a server of its own: a new epoch, so that tablets fetch everything anew and
    /// send again what they keep; numbers that no server before has given, so that what was seen
    /// there is not taken for seen here; no session, since some of them had ended meanwhile.
    fn begin_epoch<'a>(&'a self, by: &'a str) -> Stored<'a, ()>;
    /// SHA-256 of every photo, and of all evidence, whose bytes must be there.
    fn verified_photos(&self) -> Stored<'_, BTreeSet<String>>;
}
