//! The values of rules' parameters that have parts or words of their own.

use super::text::Text;
use crate::points::Points;
use crate::read::{Read, Reader};
use serde::Serialize;

/// A tier, or the level of a claim or a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Level {
    /// `benchmark`, `city-bureau`.
    pub id: String,
    /// 标杆型, 被市行政审批服务局通报.
    pub name: Text,
    /// Its points, without a sign.
    pub amount: Amount,
    /// The points for reads of an article (公众号阅读量).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads: Option<Reads>,
}

crate::readable!(Level { id, name, amount } optional { reads });

/// The points of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// Fixed by the regulation.
    Fixed(Points),
    /// Stated for each case within a range, both ends included (视情况扣).
    Range {
        /// The least.
        least: Points,
        /// The most.
        most: Points,
    },
}

impl Read for Amount {
    fn read(from: &Reader<'_>) -> Self {
        match from.only_key() {
            "range" => {
                let range = from.below("range");
                Self::Range {
                    least: range.key("least"),
                    most: range.key("most"),
                }
            }
            // A value that is neither is reported as lacking `fixed`.
            _ => Self::Fixed(from.key("fixed")),
        }
    }
}

/// Points for the reads of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reads {
    /// How many reads make a step.
    pub every: u32,
    /// The points of a full step.
    pub points: Points,
    /// The most points that reads add to one article.
    pub most: Points,
}

crate::readable!(Reads {
    every,
    points,
    most
});

/// How a metric becomes points; the result stays between 0 and the row's full points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// In proportion between two values. Where less is better, `none_at` is the greater one.
    Linear {
        /// The value at which, and beyond which, there are no points.
        none_at: Points,
        /// The value at which, and beyond which, there are full points.
        full_at: Points,
    },
    /// The points of the highest band reached; below all bands none.
    Bands(Vec<Band>),
    /// `base` points at `at`, one `step` more for each full `each` above it, and one `step` less
    /// for each `each` begun below it.
    Steps {
        /// The points at `at`.
        base: Points,
        /// The starting value.
        at: Points,
        /// The distance between two steps.
        each: Points,
        /// The points of one step.
        step: Points,
    },
}

/// A band of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Band {
    /// The lowest value of the band.
    pub from: Points,
    /// The points of the band.
    pub points: Points,
}

crate::readable!(Band { from, points });

impl Read for Scale {
    fn read(from: &Reader<'_>) -> Self {
        let kind = from.only_key();
        let with = from.below(kind);
        match kind {
            "linear" => Self::Linear {
                none_at: with.key("none_at"),
                full_at: with.key("full_at"),
            },
            "steps" => Self::Steps {
                base: with.key("base"),
                at: with.key("at"),
                each: with.key("each"),
                step: with.key("step"),
            },
            // A value that is none of the three is reported as lacking `bands`.
            _ => Self::Bands(from.key("bands")),
        }
    }
}

crate::deserialize_by_reading!(Amount, Scale);

/// How the findings at a town's sites are combined in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Across {
    /// All deduct from the same full points.
    #[default]
    Sum,
    /// Each visited site is scored as a row of its own; the town gets the mean.
    Mean,
}

crate::words!(Across {
    Sum = "sum",
    Mean = "mean",
});

impl Across {
    pub(super) fn is_sum(&self) -> bool {
        *self == Self::Sum
    }
}

/// What a shut gate does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Effects {
    /// The ids of the rows that lose all points.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub zero: Vec<String>,
    /// A cap on the daily evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_daily: Option<Points>,
    /// A cap on the total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_final: Option<Points>,
    /// The honour that it bars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar: Option<Bar>,
}

crate::readable!(Effects {} optional { zero, cap_daily, cap_final, bar });

/// The honour that a gate bars; the greater value bars more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bar {
    /// The “担当作为” flag.
    Flag,
    /// 好, and with it the flag.
    Good,
}

crate::words!(Bar {
    Flag = "flag",
    Good = "good",
});

/// Which place follows equal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ties {
    /// 1, 1, 3.
    #[default]
    Competition,
    /// 1, 1, 2.
    Dense,
}

crate::words!(Ties {
    Competition = "competition",
    Dense = "dense",
});
