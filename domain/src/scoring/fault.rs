//! The kinds of faults of a case, each with a word that interfaces can translate.

use std::fmt;

/// The kind of a fault of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseFault {
    /// The text is not a case: its shape or a value is wrong.
    Shape,
    /// A required key is missing.
    Missing,
    /// An empty text where one is required.
    Empty,
    /// A key that is not allowed there.
    Misplaced,
    /// An id, or a town, that occurs twice in its list.
    Duplicate,
    /// No such table.
    UnknownTable,
    /// No such town.
    UnknownTown,
    /// No such indicator.
    UnknownIndicator,
    /// The row has no such tier or level.
    UnknownLevel,
    /// No such finding.
    UnknownFinding,
    /// A finding of another town.
    OtherTown,
    /// Another penalty prices the finding.
    PricedTwice,
    /// The finding itself is wrong.
    Finding,
    /// Out of its range.
    Range,
    /// More decimals than allowed.
    Decimals,
    /// More months than a quarter has.
    TooManyMonths,
    /// A place below 1.
    NoPlace,
    /// Neither a metric nor a place, or both.
    MetricOrRank,
    /// The row has both metrics and places.
    BothMetricAndRank,
    /// Reads for a level that has none.
    NoReads,
    /// Points for a level whose points are fixed.
    FixedPoints,
    /// A fact for a row that only findings score.
    ByFindings,
    /// A waiver for a row that cannot be waived.
    NoWaiver,
    /// A second fact where only one is allowed.
    Second,
    /// A judgement of 0 despite a finding.
    HasFindings,
    /// What was entered earlier contradicts it.
    Before,
    /// A number that is not a decimal.
    NoDecimal,
    /// A number that is not whole.
    NoInteger,
    /// A sum is outside the exact range.
    Overflow,
}

crate::words!(CaseFault {
    Shape = "shape",
    Missing = "missing",
    Empty = "empty",
    Misplaced = "misplaced",
    Duplicate = "duplicate",
    UnknownTable = "unknown-table",
    UnknownTown = "unknown-town",
    UnknownIndicator = "unknown-indicator",
    UnknownLevel = "unknown-level",
    UnknownFinding = "unknown-finding",
    OtherTown = "other-town",
    PricedTwice = "priced-twice",
    Finding = "finding",
    Range = "range",
    Decimals = "decimals",
    TooManyMonths = "too-many-months",
    NoPlace = "no-place",
    MetricOrRank = "metric-or-rank",
    BothMetricAndRank = "both-metric-and-rank",
    NoReads = "no-reads",
    FixedPoints = "fixed-points",
    ByFindings = "by-findings",
    NoWaiver = "no-waiver",
    Second = "second",
    HasFindings = "has-findings",
    Before = "before",
    NoDecimal = "no-decimal",
    NoInteger = "no-integer",
    Overflow = "overflow",
});

/// A fault of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseError {
    /// A JSON pointer (RFC 6901) to the value; empty for the whole document.
    pub pointer: String,
    /// The kind of fault.
    pub fault: CaseFault,
    /// What is wrong.
    pub reason: String,
}

/// Prints `/findings/0/count: reason`.
impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "the case"
        } else {
            &self.pointer
        };
        write!(f, "{place}: {}", self.reason)
    }
}

/// All faults found in a case; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CaseErrors(pub Vec<CaseError>);

/// Prints one fault a line.
impl fmt::Display for CaseErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}
