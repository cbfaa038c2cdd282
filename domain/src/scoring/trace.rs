//! The trace: a line for every finding and fact that counted, also where it took nothing.

use crate::points::Points;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One indicator of one town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorScore<'a> {
    /// The indicator's id.
    pub id: Cow<'a, str>,
    /// The points reached.
    pub points: Points,
    /// The indicator's full points; below zero for a penalty.
    pub of: Points,
    /// What led there, in the order in which it was taken.
    pub lines: Vec<Line<'a>>,
}

/// One step of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line<'a> {
    /// The finding it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Cow<'a, str>>,
    /// The fact it stands for, where that has an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Cow<'a, str>>,
    /// The gate that took it (see [`super::Gated`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Cow<'a, str>>,
    /// The finding's checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<Cow<'a, str>>,
    /// What it gave or, below zero, took.
    pub points: Points,
    /// Why it took nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// What it would have given or taken had the indicator not been used up: differs from
    /// `points` only on the line that reached the end. Not part of the printed score.
    #[serde(skip)]
    pub asked: Points,
}

impl<'a> Line<'a> {
    /// A line of a fact, which is named where it has an id.
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

/// Why a line took nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The indicator had no points left (扣完为止).
    Exhausted,
    /// The item was deducted already at this site, or in this town.
    SameItem,
    /// The visit was deducted already for this checkpoint.
    SameVisit,
    /// The checkpoint counts once for the town and quarter.
    Once,
    /// The checkpoint carries no points.
    Note,
    /// It is priced as a penalty instead.
    Moved,
    /// Another claim of the same matter carries the points.
    SameMatter,
    /// The cap was reached.
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
