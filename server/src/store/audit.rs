//! Reading and verifying the audit log.

use domain::time::Moment;
use jiff::Timestamp;
use std::fmt;

/// The result of verifying the hash chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditCheck {
    /// Every entry follows from the previous one.
    Right {
        /// How many there are.
        entries: i64,
        /// The last entry's hash, hex. A copy noted elsewhere later shows whether entries were cut
        /// off.
        last: String,
    },
    /// The first entry that is wrong.
    Wrong {
        /// How many before it are right.
        after: i64,
        /// Its number.
        number: i64,
        /// What the entry says: what was done, and by whom.
        what: String,
        /// How it is wrong.
        why: AuditFault,
    },
}

/// How an entry is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditFault {
    /// Its number does not follow from the previous one.
    Missing,
    /// Its hash does not match its content.
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

/// The start of the result of a successful sign-in.
pub const CAME_IN: &str = "signed in from ";

/// The filter of a list of entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By one of these people, as the log names them: account ids, logins, or `command line`.
    pub by: Option<Vec<String>>,
    /// With this kind.
    pub kind: Option<String>,
    /// At this time or later.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// With this text in the target or the result.
    pub text: Option<String>,
    /// Or with one of these targets, which stand for the same text (for example ids for a name).
    pub targets: Vec<String>,
    /// With a number below this.
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
    /// The target.
    pub target: String,
    /// The result.
    pub result: String,
    /// Its hash, hex.
    pub hash: String,
}
