//! The trace: one line for each finding and fact that counts, even if it deducts nothing.

use crate::points::Points;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The score of one row of one town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorScore<'a> {
    /// The indicator's id.
    pub id: Cow<'a, str>,
    /// The points reached.
    pub points: Points,
    /// The row's full points; negative for a penalty.
    pub of: Points,
    /// The lines that add up to the points, in the order in which they counted.
    pub lines: Vec<Line<'a>>,
}

/// One line of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line<'a> {
    /// The finding of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Cow<'a, str>>,
    /// The id of the line's fact, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Cow<'a, str>>,
    /// The gate that took the points (see [`super::Gated`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Cow<'a, str>>,
    /// The finding's checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<Cow<'a, str>>,
    /// Points given, or if negative, deducted.
    pub points: Points,
    /// Why it changed nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// The points without the bound of the row: differs from `points` on the line that reaches the
    /// bound and on later ones. Not printed.
    #[serde(skip)]
    pub asked: Points,
}

impl<'a> Line<'a> {
    /// A line for a fact.
    pub(super) fn of_fact(fact: Option<&'a str>, points: Points) -> Self {
        Self {
            finding: None,
            fact: fact.map(Cow::Borrowed),
            gate: None,
            checkpoint: None,
            points,
            why: None,
            asked: points,
        }
    }
}

/// Why a line changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The row had no points left (扣完为止).
    Exhausted,
    /// The item was deducted before at this site, or in this town.
    SameItem,
    /// The checkpoint was deducted before in this visit.
    SameVisit,
    /// The checkpoint counts once for the town and quarter.
    Once,
    /// The checkpoint has no points.
    Note,
    /// A record prices it instead.
    Moved,
    /// Another claim on the same matter counts.
    SameMatter,
    /// The cap was reached before.
    Capped,
}

impl Why {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exhausted => "exhausted",
            Self::SameItem => "same-item",
            Self::SameVisit => "same-visit",
            Self::Once => "once",
            Self::Note => "note",
            Self::Moved => "moved",
            Self::SameMatter => "same-matter",
            Self::Capped => "capped",
        }
    }
}
