//! Offices (责任科室): their members, the signatures of rows, reminders, and the date by which
//! facts are due.

use domain::ids::UserId;
use domain::time::Moment;

/// The newest signature of a row (负责人审签).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSign {
    /// The row: an indicator, or `showcase`.
    pub indicator: String,
    /// The highest number of the row's facts when it was signed.
    pub seen: u64,
    /// Who signed, by name.
    pub by: String,
    /// When it was signed.
    pub at: Moment,
    /// Why somebody other than the head of the row's office signed (代签).
    pub instead: Option<String>,
    /// Whether no fact of the row was entered or taken back since.
    pub stands: bool,
}

/// A signature to store.
#[derive(Debug, Clone)]
pub struct NewSign {
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// The row.
    pub indicator: String,
    /// The highest number of the row's facts that the signer saw, 0 if there is none.
    pub seen: u64,
    /// Who signs.
    pub by: UserId,
    /// When it is signed.
    pub at: Moment,
    /// Why somebody other than the head of the row's office signs (代签).
    pub instead: Option<String>,
}

/// A reminder (催报).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The row.
    pub indicator: String,
    /// Who reminded, by name.
    pub by: String,
    /// When the reminder was sent.
    pub at: Moment,
    /// The message; may be empty.
    pub note: String,
}

/// A reminder to store.
#[derive(Debug, Clone)]
pub struct NewReminder {
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// The row.
    pub indicator: String,
    /// Who reminds.
    pub by: UserId,
    /// When the reminder is sent.
    pub at: Moment,
    /// The message; may be empty.
    pub note: String,
}
