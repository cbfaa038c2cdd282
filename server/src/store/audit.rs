//! The audit log, as it is looked over.

use super::Stored;

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
        why: &'static str,
    },
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
    /// Computes the hash chain anew.
    fn verify_audit(&self) -> Stored<'_, AuditCheck>;
}
