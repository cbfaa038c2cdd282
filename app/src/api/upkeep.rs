//! What keeps the installation in order: backups and the audit log.

use domain::time::Moment;
use serde::{Deserialize, Serialize};

/// Days after which a backup is too old.
pub const BACKUP_DAYS: i64 = 7;

/// The backups that this server has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backups {
    /// The latest ones, newest first.
    pub latest: Vec<Backup>,
    /// Days since the last one, whole ones.
    pub days: Option<i64>,
    /// When this server was restored from a backup, if it was.
    pub restored: Option<Moment>,
    /// The data folder.
    pub data: String,
    /// The date of today, as `20261127`.
    pub today: String,
}

impl Backups {
    /// Whether there is none, or the last one is older than [`BACKUP_DAYS`].
    pub fn is_late(&self) -> bool {
        self.days.is_none_or(|days| days >= BACKUP_DAYS)
    }
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// When it was whole.
    pub at: Moment,
    /// By whom: a person's name, or [`COMMAND_LINE`].
    pub by: String,
    /// The folder on the server; empty where it was not noted.
    pub folder: String,
    /// How many photos and files of evidence were copied.
    pub photos: u64,
    /// How many were left out, since their bytes are others by now.
    pub altered: u64,
    /// How many were not there.
    pub missing: u64,
}

/// Which entries of the audit log are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// By whom: a name, in characters or pinyin, or a login.
    #[serde(default)]
    pub who: String,
    /// Of this kind.
    #[serde(default)]
    pub kind: String,
    /// From this day on, as `2026-11-27`.
    #[serde(default)]
    pub from: String,
    /// Up to this day.
    #[serde(default)]
    pub to: String,
    /// What the target or the result says.
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
    /// How many there are in all that match.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// How many pages there are, 1 at least.
    pub pages: u32,
    /// The last entry's number and hash: noted down elsewhere they show later that none was cut off.
    pub head: Option<(i64, String)>,
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its number, from 1.
    pub number: i64,
    /// When it was written.
    pub at: Moment,
    /// Who did it: a person's name, else as the log names it. A login that no account has is shown by
    /// its first signs alone: people type passwords there.
    pub by: String,
    /// The person's login.
    pub login: Option<String>,
    /// What was done, a code.
    pub kind: String,
    /// To what.
    pub target: String,
    /// What the target is called, where it is a person.
    pub named: Option<String>,
    /// What came of it, of a long text its beginning.
    pub result: String,
}

/// What the audit log's hash chain says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum AuditVerdict {
    /// Every entry follows from the one before.
    Right {
        /// How many there are.
        entries: i64,
        /// The last one's hash, hex.
        last: String,
    },
    /// One is wrong.
    Wrong {
        /// The first that is.
        number: i64,
        /// How many before it are right.
        after: i64,
        /// An entry before it is missing; else it, or one before it, is not what was written.
        missing: bool,
    },
}

/// Who works on the server itself, as the audit log names them.
pub const COMMAND_LINE: &str = "command line";
/// What an installation began with, as the audit log names it.
pub const SETUP: &str = "setup";
