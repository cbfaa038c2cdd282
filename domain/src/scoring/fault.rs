//! What is wrong with a part of a case, as a word that an interface can put into its language.

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
