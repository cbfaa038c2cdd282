//! A finding as the scorer reads it, and its checks.

use super::hashing::Set;
use crate::inspection::FinderLevel;
pub use crate::inspection::ScoringStatus as Status;
use crate::table::Table;
use crate::time::{Moment, Quarter};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A finding: one thing that was wrong at a visit of a site.
///
/// Ids are text of any form, compared byte by byte (`f10` before `f9`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding<'a> {
    /// Unique among the findings of the case.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// The town that is scored.
    #[serde(borrow)]
    pub town: Cow<'a, str>,
    /// The site where it was found.
    #[serde(borrow)]
    pub site: Cow<'a, str>,
    /// The visit in which it was found.
    #[serde(borrow)]
    pub visit: Cow<'a, str>,
    /// When it was seen (发现时间); must be in the quarter by the table's clock.
    pub observed_at: Moment,
    /// The checkpoint's id.
    #[serde(borrow)]
    pub checkpoint: Cow<'a, str>,
    /// How many (people, windows), at least 1.
    pub count: u32,
    /// What the supervisor decided.
    pub status: Status,
    /// Who found it, if the table prices the checkpoint by finder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finder: Option<FinderLevel>,
    /// Whether a confirmed record prices it instead. Not read from JSON: it follows from the
    /// records.
    #[serde(skip)]
    pub moved: bool,
}

/// The basis of a score: which findings, claims and records count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The confirmed ones.
    Confirmed,
    /// The confirmed and the pending ones.
    Provisional,
}

impl Status {
    /// Whether this status counts on `basis`.
    pub fn counts(self, basis: Basis) -> bool {
        match self {
            Self::Confirmed => true,
            Self::Pending => basis == Basis::Provisional,
            Self::Rejected => false,
        }
    }
}

impl Finding<'_> {
    /// Whether the finding counts on `basis`.
    pub fn counts(&self, basis: Basis) -> bool {
        self.status.counts(basis)
    }
}

/// What is wrong with a finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindingFault {
    /// The id is empty.
    #[error("the id is empty")]
    EmptyId,
    /// Another finding has the same id.
    #[error("another finding has this id")]
    DuplicateId,
    /// The case has no such town.
    #[error("`{0}` is no town of this evaluation")]
    UnknownTown(String),
    /// The table has no such checkpoint.
    #[error("the table has no checkpoint `{0}`")]
    UnknownCheckpoint(String),
    /// It was seen in another quarter.
    #[error("{0} is not in {1} at {2}")]
    OutsideQuarter(Moment, Quarter, crate::table::UtcOffset),
    /// The count is 0.
    #[error("the count must be 1 at least")]
    ZeroCount,
}

impl FindingFault {
    /// The key of the wrong value.
    pub fn key(&self) -> &'static str {
        match self {
            Self::EmptyId | Self::DuplicateId => "id",
            Self::UnknownTown(_) => "town",
            Self::UnknownCheckpoint(_) => "checkpoint",
            Self::OutsideQuarter(..) => "observed_at",
            Self::ZeroCount => "count",
        }
    }
}

/// Checks every finding, whatever its status; reports each fault with the finding's index.
pub fn check_findings(
    table: &Table,
    quarter: Quarter,
    findings: &[Finding<'_>],
    is_town: impl Fn(&str) -> bool,
    mut report: impl FnMut(usize, FindingFault),
) {
    let checkpoints: Set<&str> = table.checkpoints().map(|(_, c)| c.id.as_str()).collect();
    let span = Span::of(quarter, table);
    let mut ids = Set::with_capacity_and_hasher(findings.len(), Default::default());
    for (index, finding) in findings.iter().enumerate() {
        if finding.id.is_empty() {
            report(index, FindingFault::EmptyId);
        } else if !ids.insert(finding.id.as_ref()) {
            report(index, FindingFault::DuplicateId);
        }
        if !is_town(&finding.town) {
            report(index, FindingFault::UnknownTown(finding.town.to_string()));
        }
        if !checkpoints.contains(finding.checkpoint.as_ref()) {
            report(
                index,
                FindingFault::UnknownCheckpoint(finding.checkpoint.to_string()),
            );
        }
        if !span.holds(finding.observed_at.timestamp()) {
            report(
                index,
                FindingFault::OutsideQuarter(finding.observed_at, quarter, table.utc_offset),
            );
        }
        if finding.count == 0 {
            report(index, FindingFault::ZeroCount);
        }
    }
}

/// The first instants of a quarter and of the next one, where the calendar reaches that far.
struct Span {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Span {
    fn of(quarter: Quarter, table: &Table) -> Self {
        let zone = Offset::from_seconds(table.utc_offset.seconds()).unwrap_or(Offset::UTC);
        let first = |year: i16, number: u8| {
            let month = i8::try_from(number).ok()? * 3 - 2;
            let date = jiff::civil::Date::new(year, month, 1).ok()?;
            TimeZone::fixed(zone).to_timestamp(date.at(0, 0, 0, 0)).ok()
        };
        let next = match quarter.number() {
            4 => first(quarter.year() + 1, 1),
            number => first(quarter.year(), number + 1),
        };
        Self {
            from: first(quarter.year(), quarter.number()),
            until: next,
        }
    }

    fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}
