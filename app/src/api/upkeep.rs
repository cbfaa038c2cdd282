//! The upkeep of the installation: backups and the audit log.

use domain::time::Moment;
use serde::{Deserialize, Serialize};

/// The days after which the last backup is too old.
pub const BACKUP_DAYS: i64 = 7;

/// The backups that this server has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backups {
    /// The latest backups, newest first.
    pub latest: Vec<Backup>,
    /// Whole days since the last backup; `None` if there is none.
    pub days: Option<i64>,
    /// When this server was restored from a backup, if ever.
    pub restored: Option<Moment>,
    /// The data folder.
    pub data: String,
    /// Today's date, as `20261127`.
    pub today: String,
}

impl Backups {
    /// Whether there is no backup, or the last one is [`BACKUP_DAYS`] days old or older.
    pub fn is_late(&self) -> bool {
        self.days.is_none_or(|days| days >= BACKUP_DAYS)
    }
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// When it was complete.
    pub at: Moment,
    /// Who made it: a person's name, or [`COMMAND_LINE`].
    pub by: String,
    /// The folder on the server; empty if that was not recorded.
    pub folder: String,
    /// How many photos and files of evidence were copied.
    pub photos: u64,
    /// How many were left out, since their bytes have changed.
    pub altered: u64,
    /// How many were missing.
    pub missing: u64,
}

/// The filter of the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// The author's name, in characters or pinyin, or login.
    #[serde(default)]
    pub who: String,
    /// The kind.
    #[serde(default)]
    pub kind: String,
    /// The first day, as `2026-11-27`.
    #[serde(default)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    pub to: String,
    /// Part of the target or the result.
    #[serde(default)]
    pub text: String,
    /// The page, from 1.
    #[serde(default)]
    pub page: u32,
}

/// A page of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries, newest first.
    pub lines: Vec<AuditLine>,
    /// How many match in all.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// The number and hash of the last entry. Whoever writes them down elsewhere can later prove
    /// that no entry was cut off.
    pub head: Option<(i64, String)>,
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// The number, from 1.
    pub number: i64,
    /// When it was written.
    pub at: Moment,
    /// The author's name, else the text in the log. Of a login without an account only the first
    /// characters are shown: people sometimes type a password there.
    pub by: String,
    /// The author's login.
    pub login: Option<String>,
    /// The code of what was done.
    pub kind: String,
    /// What it was done to.
    pub target: String,
    /// The target's name, if it is a person.
    pub named: Option<String>,
    /// The result; a long text is shortened.
    pub result: String,
}

/// The outcome of checking the audit log's hash chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum AuditVerdict {
    /// Every entry follows from the one before.
    Right {
        /// The number of entries.
        entries: i64,
        /// The last entry's hash, hex.
        last: String,
    },
    /// An entry is wrong.
    Wrong {
        /// The first wrong entry.
        number: i64,
        /// How many entries before it are right.
        after: i64,
        /// Whether an entry before it is missing. If not, it or an entry before it was altered.
        missing: bool,
    },
}

/// The author of actions on the server itself, in the audit log.
pub const COMMAND_LINE: &str = "command line";
/// The author of an installation's initial data, in the audit log.
pub const SETUP: &str = "setup";
