//! The audit log, as it is looked over.

use super::Stored;
use domain::time::Moment;
use jiff::Timestamp;
use std::fmt;

/// What the hash chain says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditCheck {
    /// Every entry follows from the one before.
    Right {
        /// How many there are.
        entries: i64,
        /// The last one's hash, hex. Noted down elsewhere it shows later that none was cut off.
        last: String,
    },
    /// The first entry that does not.
    Wrong {
        /// How many before it are right.
        after: i64,
        /// Its number.
        number: i64,
        /// What it says was done, and by whom.
        what: String,
        /// In which way it is wrong.
        why: AuditFault,
    },
}

/// In which way an entry is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditFault {
    /// Its number does not follow from the one before.
    Missing,
    /// Its hash is not that of what it says.
    Altered,
}

impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "an entry before it is missing",
            Self::Altered => "it, or one before it, is not what was written",
        })
    }
}

/// How the result of a sign-in begins that was one.
pub const CAME_IN: &str = "signed in from ";

/// Which entries are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By these, as the log names them: ids of accounts, logins, `command line`.
    pub by: Option<Vec<String>>,
    /// Of this kind.
    pub kind: Option<String>,
    /// From then on.
    pub from: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
    /// Whose target or result holds this text.
    pub text: Option<String>,
    /// Or whose target is one of these: what the text says in other words.
    pub targets: Vec<String>,
    /// With a number below this one.
    pub below: Option<i64>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number, from 1.
    pub number: i64,
    /// When it was written.
    pub at: Moment,
    /// Who did it: the id of an account, a login, or `command line`.
    pub person: String,
    /// What was done.
    pub kind: String,
    /// To what.
    pub target: String,
    /// What came of it.
    pub result: String,
    /// Its hash, hex.
    pub hash: String,
}

/// Looking the audit log over.
pub trait AuditStore: Send + Sync {
    /// Appends a line about what is no change of the database's own.
    fn note<'a>(
        &'a self,
        by: &'a str,
        kind: &'static str,
        target: &'a str,
        result: &'a str,
    ) -> Stored<'a, ()>;
    /// The entries that match, newest first: at most `count` after the first `over`.
    fn audit_list(&self, filter: AuditFilter, over: u32, count: u32)
    -> Stored<'_, Vec<AuditEntry>>;
    /// How many match.
    fn audit_count(&self, filter: AuditFilter) -> Stored<'_, u32>;
    /// The last entry's number and hash; nothing where there is none.
    fn audit_head(&self) -> Stored<'_, Option<(i64, String)>>;
    /// Computes the hash chain anew.
    fn verify_audit(&self) -> Stored<'_, AuditCheck>;
}
