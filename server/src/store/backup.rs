//! Backups of everything stored, and starting a server from one.

use domain::time::Moment;
use std::fmt;
use std::str::FromStr;

/// The photos and evidence in a backup, as the audit log records them:
/// `12 photos, 1 altered, 0 missing`. Older versions recorded only the first part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// How many were copied.
    pub photos: u64,
    /// How many were left out because their bytes have changed.
    pub altered: u64,
    /// How many files were missing.
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
    /// When it was complete.
    pub at: Moment,
    /// Who made it, as the audit log names people.
    pub by: String,
    /// The folder; empty if it was not recorded.
    pub folder: String,
    /// The photos and evidence in it.
    pub kept: Kept,
}

/// The backups of this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBackups {
    /// The latest ones, newest first. Backups from before a restore belong to another server and
    /// are not listed.
    pub latest: Vec<BackupMark>,
    /// When this server was restored from a backup, if ever.
    pub restored: Option<Moment>,
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
