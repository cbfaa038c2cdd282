//! What is wrong with a part of a case, as a word that an interface can put into its language.

use std::fmt;

/// The kind of a fault of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseFault {
    /// The text is no case: its shape, or a value's.
    Shape,
    /// A key that has to be there is not.
    Missing,
    /// An empty text where there must be one.
    Empty,
    /// A key that does not belong there.
    Misplaced,
    /// An id, or a town in one list, that stands there already.
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
    /// A finding by itself is wrong.
    Finding,
    /// Out of its range.
    Range,
    /// More decimals than allowed.
    Decimals,
    /// More months than a quarter has.
    TooManyMonths,
    /// Places begin with 1.
    NoPlace,
    /// Neither a metric nor a place, or both.
    MetricOrRank,
    /// The row has metrics and places.
    BothMetricAndRank,
    /// The level has no reads.
    NoReads,
    /// The level fixes the points.
    FixedPoints,
    /// The row is scored by findings alone.
    ByFindings,
    /// A row that cannot be waived.
    NoWaiver,
    /// A second fact where one is allowed.
    Second,
    /// A judgement of 0 where something was found.
    HasFindings,
    /// What was entered before does not fit beside it.
    Before,
    /// A number that is no decimal.
    NoDecimal,
    /// A number that is no whole one.
    NoInteger,
    /// The sums are out of all measure.
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
    /// Where, as a JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
    /// What kind of fault it is.
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

/// Every fault of a case that was found; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CaseErrors(pub Vec<CaseError>);

/// One fault a line.
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
