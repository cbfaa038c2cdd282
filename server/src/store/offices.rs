//! Offices (责任科室): who belongs to which, who answered for a row, who was reminded, and by when
//! facts are due.

use super::Stored;
use domain::ids::UserId;
use domain::time::Moment;

/// The newest signature under a row (负责人审签).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSign {
    /// The row: an indicator, or `showcase`.
    pub indicator: String,
    /// The highest number of the row's facts when it was signed.
    pub seen: u64,
    /// Who signed, by name.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why it was not the head of the row's office (代签).
    pub instead: Option<String>,
    /// No fact of the row was entered or taken back since.
    pub stands: bool,
}

/// A signature to give.
#[derive(Debug, Clone)]
pub struct NewSign {
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// The row.
    pub indicator: String,
    /// The highest number of the row's facts that was seen, 0 where there is none.
    pub seen: u64,
    /// Who signs.
    pub by: UserId,
    /// When.
    pub at: Moment,
    /// Why it is not the head of the row's office (代签).
    pub instead: Option<String>,
}

/// A reminder (催报).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The row.
    pub indicator: String,
    /// Who reminded, by name.
    pub by: String,
    /// When.
    pub at: Moment,
    /// What was said beside it; may be empty.
    pub note: String,
}

/// A reminder to give.
#[derive(Debug, Clone)]
pub struct NewReminder {
    /// The quarter (`2026Q4`).
    pub quarter: String,
    /// The row.
    pub indicator: String,
    /// Who reminds.
    pub by: UserId,
    /// When.
    pub at: Moment,
    /// What is said beside it; may be empty.
    pub note: String,
}

/// Offices. Whatever changes something writes a line of the audit log with it.
pub trait OfficeStore: Send + Sync {
    /// The offices that a user belongs to, as the table prints them.
    fn offices_of(&self, user: UserId) -> Stored<'_, Vec<String>>;
    /// The newest signature of each row of a quarter that has one.
    fn row_signs<'a>(&'a self, quarter: &'a str) -> Stored<'a, Vec<RowSign>>;
    /// The highest number of a row's facts, those that were taken back included; 0 for none.
    fn row_head<'a>(&'a self, quarter: &'a str, indicator: &'a str) -> Stored<'a, u64>;
    /// Signs a row; false where its facts are not those that were seen.
    fn sign_row(&self, sign: NewSign) -> Stored<'_, bool>;
    /// The reminders of a quarter, the newest first.
    fn reminders<'a>(&'a self, quarter: &'a str) -> Stored<'a, Vec<Reminder>>;
    /// Reminds the offices of a row; once, where the same words come again within ten minutes.
    fn remind(&self, reminder: NewReminder) -> Stored<'_, ()>;
    /// The date by which a quarter's facts are due (`2026-12-31`), where one is set.
    fn facts_due<'a>(&'a self, quarter: &'a str) -> Stored<'a, Option<String>>;
    /// Sets that date, or none.
    fn set_facts_due<'a>(
        &'a self,
        quarter: &'a str,
        due: Option<&'a str>,
        by: UserId,
    ) -> Stored<'a, ()>;
}
