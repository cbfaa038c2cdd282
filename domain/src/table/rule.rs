//! The rule families and their parameters (scoring.md, "Rule families").

use super::text::Text;
use crate::points::Points;
use crate::read::{Read, Reader};
use serde::Serialize;

/// How an indicator's points are reached, with the row's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// One tier is entered for the town.
    Tier {
        /// The tiers, best first.
        levels: Vec<Level>,
    },
    /// Points for full coverage and for each benchmark station, up to the full points.
    Coverage {
        /// What full coverage gives.
        full_coverage: Points,
        /// What each benchmark station adds.
        each_station: Points,
    },
    /// Starts at full points; confirmed findings take away, down to 0 (扣完为止).
    Deduct {
        /// How the sites of a town come together.
        #[serde(skip_serializing_if = "Across::is_sum")]
        across: Across,
        /// What does not apply in a town makes the rest weigh more.
        #[serde(skip_serializing_if = "is_false")]
        rescale: bool,
    },
    /// One discretionary deduction for the town and quarter (视情扣).
    Judgement {
        /// The least that may be taken.
        least: Points,
        /// The most that may be taken.
        most: Points,
    },
    /// The first place has full points, each lower place one step less, down to 0.
    Rank {
        /// One place's worth.
        step: Points,
        /// What follows equal places.
        ties: Ties,
    },
    /// The mean of monthly scores, weighted to the full points.
    Average {
        /// How many months.
        months: u8,
        /// What a month's score is out of.
        out_of: Points,
    },
    /// A number that is entered gives points by a scale of the row's own (折算).
    Metric {
        /// How it becomes points.
        scale: Scale,
    },
    /// It gives no points; where it is shut, it takes away what others give (一票否决).
    Gate {
        /// So many findings of the row shut it; without it an office enters whether it is shut.
        #[serde(skip_serializing_if = "Option::is_none")]
        findings: Option<u32>,
        /// What it does then.
        effects: Effects,
    },
    /// Confirmed claims add by their level, up to the full points.
    Bonus {
        /// The levels.
        levels: Vec<Level>,
    },
    /// Confirmed records take away, down to the full points.
    Penalty {
        /// The levels; where there are none a record states points within `range`.
        levels: Vec<Level>,
        /// The range of a record without a level.
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
            // What is neither lacks it.
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
    /// Deductions that add up over all sites, whatever applies there.
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

    /// The tiers, or the levels of claims or records; none where there are none.
    pub fn levels(&self) -> &[Level] {
        match self {
            Self::Tier { levels } | Self::Bonus { levels } | Self::Penalty { levels, .. } => levels,
            _ => &[],
        }
    }

    /// One of them by its id.
    pub fn level(&self, id: &str) -> Option<&Level> {
        self.levels().iter().find(|level| level.id == id)
    }
}

impl Family {
    /// Whether its rows add up to the base of 100.
    pub fn is_base(self) -> bool {
        !matches!(self, Self::Gate | Self::Bonus | Self::Penalty)
    }

    /// Whether a visit can feed its rows: bonus and penalty come from papers alone.
    pub fn has_checkpoints(self) -> bool {
        !matches!(self, Self::Bonus | Self::Penalty)
    }
}

/// A tier, or the level of a claim or a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Level {
    /// `benchmark`, `city-bureau`.
    pub id: String,
    /// 标杆型, 被市行政审批服务局通报.
    pub name: Text,
    /// What it is worth, without a sign.
    pub amount: Amount,
    /// What readers add (公众号阅读量).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads: Option<Reads>,
}

crate::readable!(Level { id, name, amount } optional { reads });

/// What a level is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// Fixed by the regulation.
    Fixed(Points),
    /// Stated case by case within a range, both ends included (视情况扣).
    Range {
        /// The least.
        least: Points,
        /// The most.
        most: Points,
    },
}

/// Points for readers of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reads {
    /// How many readers make a step.
    pub every: u32,
    /// What a full step adds.
    pub points: Points,
    /// The most that one article can gain so.
    pub most: Points,
}

crate::readable!(Reads {
    every,
    points,
    most
});

/// How a metric becomes points; never below 0, nor above the row's full points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// In proportion between two values. Where less is better, the first is the greater one.
    Linear {
        /// Here, and beyond, it gives nothing.
        none_at: Points,
        /// Here, and beyond, it gives the full points.
        full_at: Points,
    },
    /// The points of the highest band that it reaches; below all of them nothing.
    Bands(Vec<Band>),
    /// So many points at a value; a step more for each whole stretch above it, a step less for each stretch
    /// below it that has begun.
    Steps {
        /// The points at the value.
        base: Points,
        /// The value.
        at: Points,
        /// The stretch.
        each: Points,
        /// The step.
        step: Points,
    },
}

/// What a metric gives from a value on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Band {
    /// The value.
    pub from: Points,
    /// The points.
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
            // What is none of the three lacks it.
            _ => Self::Bands(from.key("bands")),
        }
    }
}

/// How what was found at the sites of a town comes together in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Across {
    /// All of it takes from the row's full points.
    #[default]
    Sum,
    /// Each site that was visited has a row of its own; the town has their mean.
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

/// What a gate does that is shut.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Effects {
    /// Rows that give nothing: their ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub zero: Vec<String>,
    /// The most that the daily evaluation comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_daily: Option<Points>,
    /// The most that the total comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap_final: Option<Points>,
    /// What the town cannot become.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar: Option<Bar>,
}

crate::readable!(Effects {} optional { zero, cap_daily, cap_final, bar });

/// What a gate keeps a town from; the later one holds more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bar {
    /// The flag (担当作为).
    Flag,
    /// 好, and so the flag too.
    Good,
}

crate::words!(Bar {
    Flag = "flag",
    Good = "good",
});

/// What follows equal places.
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
