//! A copy of all that is kept, and going on from one.

use super::Stored;
use domain::time::Moment;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// What a backup holds of the photos and the evidence, as the audit log keeps it:
/// `12 photos, 1 altered, 0 missing`. Backups of older versions say the first part alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// How many were copied.
    pub photos: u64,
    /// How many were left out, since their bytes are others by now.
    pub altered: u64,
    /// How many were not there.
    pub missing: u64,
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            photos,
            altered,
            missing,
        } = self;
        write!(f, "{photos} photos, {altered} altered, {missing} missing")
    }
}

impl FromStr for Kept {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` says nothing of photos");
        let mut parts = text.split(", ");
        let mut number = |what: &str| -> Result<Option<u64>, String> {
            let Some(part) = parts.next() else {
                return Ok(None);
            };
            let number = part.strip_suffix(what).map(str::trim_end);
            let number = number.and_then(|it| it.parse().ok());
            number.map(Some).ok_or_else(bad)
        };
        Ok(Self {
            photos: number("photos")?.ok_or_else(bad)?,
            altered: number("altered")?.unwrap_or_default(),
            missing: number("missing")?.unwrap_or_default(),
        })
    }
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupMark {
    /// When it was whole.
    pub at: Moment,
    /// By whom, as the audit log says it.
    pub by: String,
    /// The folder; empty where it was not noted.
    pub folder: String,
    /// What it holds.
    pub kept: Kept,
}

/// The backups of this very server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBackups {
    /// The latest ones, newest first. What was made before a restore is another server's.
    pub latest: Vec<BackupMark>,
    /// When this server was restored from a backup, if it was.
    pub restored: Option<Moment>,
}

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
    /// The latest backups that were made of this server, at most `count`.
    fn backups(&self, count: u32) -> Stored<'_, KeptBackups>;
    /// SHA-256 of every photo, and of all evidence, whose bytes must be there.
    fn verified_photos(&self) -> Stored<'_, BTreeSet<String>>;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Kept;

    #[test]
    fn what_a_backup_holds_is_read_as_it_was_written() {
        let kept = Kept {
            photos: 12,
            altered: 1,
            missing: 3,
        };
        assert_eq!(kept.to_string().parse(), Ok(kept));
        let older: Kept = "7 photos".parse().unwrap();
        assert_eq!((older.photos, older.altered, older.missing), (7, 0, 0));
        for bad in ["", "photos", "x photos", "1 photos, 2"] {
            assert!(bad.parse::<Kept>().is_err(), "{bad}");
        }
    }
}
