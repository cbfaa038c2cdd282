//! The rule families and their parameters (scoring.md, "Rule families").

use super::text::Text;
use crate::points::Points;
use crate::read::{Read, Reader};
use serde::Serialize;

/// How an indicator is scored, with the row's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The town's tier is entered.
    Tier {
        /// The tiers, best first.
        levels: Vec<Level>,
    },
    /// Full coverage and each benchmark station add points, up to the full points.
    Coverage {
        /// The points for full coverage.
        full_coverage: Points,
        /// The points for each benchmark station.
        each_station: Points,
    },
    /// Findings deduct from the full points, down to 0 (扣完为止).
    Deduct {
        /// How the findings of several sites are combined.
        #[serde(skip_serializing_if = "Across::is_sum")]
        across: Across,
        /// Whether checkpoints deduct more when others do not apply in the town.
        #[serde(skip_serializing_if = "is_false")]
        rescale: bool,
    },
    /// One discretionary deduction for the town and quarter (视情扣).
    Judgement {
        /// The smallest deduction.
        least: Points,
        /// The largest deduction.
        most: Points,
    },
    /// The first place has full points, each lower place one step less, down to 0.
    Rank {
        /// The points between two places.
        step: Points,
        /// Which place follows equal ones.
        ties: Ties,
    },
    /// The mean of monthly scores, scaled to the full points.
    Average {
        /// How many months.
        months: u8,
        /// The most points of a month.
        out_of: Points,
    },
    /// An entered number becomes points by the row's own scale (折算).
    Metric {
        /// The scale.
        scale: Scale,
    },
    /// No points; a shut gate takes points or honours away (一票否决).
    Gate {
        /// How many findings of the row shut the gate; `None`: an office enters whether it is shut.
        #[serde(skip_serializing_if = "Option::is_none")]
        findings: Option<u32>,
        /// What the gate does when it is shut.
        effects: Effects,
    },
    /// Confirmed claims add points by their level, up to the full points.
    Bonus {
        /// The levels.
        levels: Vec<Level>,
    },
    /// Confirmed records deduct points, down to the full points, which are negative.
    Penalty {
        /// The levels; if there are none, each record states its points within `range`.
        levels: Vec<Level>,
        /// The range of points of a record without a level.
        #[serde(skip_serializing_if = "Option::is_none")]
        range: Option<Amount>,
    },
}

impl Read for Rule {
    fn read(from: &Reader<'_>) -> Self {
        let family = from.only_key();
        let with = from.below(family);
        match family {
            "tier" => Self::Tier {
                levels: with.key("levels"),
            },
            "coverage" => Self::Coverage {
                full_coverage: with.key("full_coverage"),
                each_station: with.key("each_station"),
            },
            "deduct" => Self::Deduct {
                across: with.optional("across"),
                rescale: with.optional("rescale"),
            },
            "judgement" => Self::Judgement {
                least: with.key("least"),
                most: with.key("most"),
            },
            "rank" => Self::Rank {
                step: with.key("step"),
                ties: with.key("ties"),
            },
            "average" => Self::Average {
                months: with.key("months"),
                out_of: with.key("out_of"),
            },
            "metric" => Self::Metric {
                scale: with.key("scale"),
            },
            "gate" => Self::Gate {
                findings: with.optional("findings"),
                effects: with.key("effects"),
            },
            "bonus" => Self::Bonus {
                levels: with.key("levels"),
            },
            "penalty" => Self::Penalty {
                levels: with.key("levels"),
                range: with.optional("range"),
            },
            other => {
                from.unknown(other, &Family::ALL.map(Family::as_str));
                Self::plain_deduct()
            }
        }
    }
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

crate::deserialize_by_reading!(Rule, Amount, Scale);

/// A rule's family, without its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// See [`Rule::Tier`].
    Tier,
    /// See [`Rule::Coverage`].
    Coverage,
    /// See [`Rule::Deduct`].
    Deduct,
    /// See [`Rule::Judgement`].
    Judgement,
    /// See [`Rule::Rank`].
    Rank,
    /// See [`Rule::Average`].
    Average,
    /// See [`Rule::Metric`].
    Metric,
    /// See [`Rule::Gate`].
    Gate,
    /// See [`Rule::Bonus`].
    Bonus,
    /// See [`Rule::Penalty`].
    Penalty,
}

crate::words!(Family {
    Tier = "tier",
    Coverage = "coverage",
    Deduct = "deduct",
    Judgement = "judgement",
    Rank = "rank",
    Average = "average",
    Metric = "metric",
    Gate = "gate",
    Bonus = "bonus",
    Penalty = "penalty",
});

impl Rule {
    /// A rule that sums over all sites and does not rescale.
    pub const fn plain_deduct() -> Self {
        Self::Deduct {
            across: Across::Sum,
            rescale: false,
        }
    }

    /// The family.
    pub fn family(&self) -> Family {
        match self {
            Self::Tier { .. } => Family::Tier,
            Self::Coverage { .. } => Family::Coverage,
            Self::Deduct { .. } => Family::Deduct,
            Self::Judgement { .. } => Family::Judgement,
            Self::Rank { .. } => Family::Rank,
            Self::Average { .. } => Family::Average,
            Self::Metric { .. } => Family::Metric,
            Self::Gate { .. } => Family::Gate,
            Self::Bonus { .. } => Family::Bonus,
            Self::Penalty { .. } => Family::Penalty,
        }
    }

    /// The levels of tiers, claims or records; empty if the rule has none.
    pub fn levels(&self) -> &[Level] {
        match self {
            Self::Tier { levels } | Self::Bonus { levels } | Self::Penalty { levels, .. } => levels,
            _ => &[],
        }
    }

    /// The range of points of a record without a level, where records have no levels.
    pub fn range(&self) -> Option<Amount> {
        match self {
            Self::Penalty { levels, range } if levels.is_empty() => *range,
            _ => None,
        }
    }

    /// The level with that id.
    pub fn level(&self, id: &str) -> Option<&Level> {
        self.levels().iter().find(|level| level.id == id)
    }
}

impl Family {
    /// Whether rows of this family count in the base of 100.
    pub fn is_base(self) -> bool {
        !matches!(self, Self::Gate | Self::Bonus | Self::Penalty)
    }

    /// What offices enter for rows of this family.
    pub fn takes(self) -> Takes {
        match self {
            Self::Deduct => Takes::Nothing,
            Self::Bonus => Takes::Claims,
            Self::Penalty => Takes::Records,
            _ => Takes::Values,
        }
    }

    /// Whether rows of this family have checkpoints: claims and records rest on papers alone.
    pub fn has_checkpoints(self) -> bool {
        !self.takes().any_number()
    }
}

/// What offices enter for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: findings alone score the row.
    Nothing,
    /// For each town the items of the rule ([`Rule::items`]); none where findings decide.
    Values,
    /// Any number of claims (加分事项).
    Claims,
    /// Any number of records (减分事项).
    Records,
}

impl Takes {
    /// Whether a town may have several facts for the row.
    pub fn any_number(self) -> bool {
        matches!(self, Self::Claims | Self::Records)
    }
}

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
    fn is_sum(&self) -> bool {
        *self == Self::Sum
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
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
