//! The rule families: each with its parameters, and with its words for forms and messages (scoring.md,
//! "Rule families"). Files, workbooks, their checks and the words of a rule follow from this page.

use super::values::{Across, Amount, Effects, Level, Scale, Ties};
use crate::points::Points;
use crate::read::{Read, Reader};
use serde::Serialize;
use serde_json::Value;

/// Defines the families. Each has its word in files, its word in workbooks, the rule in a sentence
/// (`{key}` stands for a parameter, see `words.rs`), and how workbooks explain it. Each parameter is
/// required (`key`) or not (`optional`), and has what it takes ([`How`]).
macro_rules! rules {
    ($($(#[$about:meta])* $name:ident $word:literal $head:literal $says:literal $note:literal {
        $($(#[$of:meta])* $read:ident $key:ident: $type:ty = $how:expr,)*
    })+) => {
        /// How an indicator is scored, with the row's parameters.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Rule {
            $($(#[$about])* $name { $($(#[$of])* $key: $type,)* },)+
        }

        impl Read for Rule {
            fn read(from: &Reader<'_>) -> Self {
                let family = from.only_key();
                let with = from.below(family);
                match family {
                    $($word => Self::$name { $($key: with.$read(stringify!($key)),)* },)+
                    other => {
                        from.unknown(other, &Family::ALL.map(Family::as_str));
                        Self::plain_deduct()
                    }
                }
            }
        }

        impl Rule {
            /// The family.
            pub fn family(&self) -> Family {
                match self {
                    $(Self::$name { .. } => Family::$name,)+
                }
            }
        }

        /// A rule's family, without its parameters.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Family {
            $(#[doc = concat!("See [`Rule::", stringify!($name), "`].")] $name,)+
        }

        crate::words!(Family { $($name = $word,)+ });

        impl Family {
            /// The word in workbooks and the word in files of every family.
            pub const WORDS: &[(&str, &str)] = &[$(($head, $word)),+];

            /// The parameters, in the order in which they are read.
            pub fn parameters(self) -> &'static [Parameter] {
                match self {
                    $(Self::$name => const { &[$(Parameter::$read(stringify!($key), $how)),*] },)+
                }
            }

            /// The rule in a sentence with `{key}` places.
            pub(super) fn says(self) -> &'static str {
                match self {
                    $(Self::$name => $says,)+
                }
            }

            /// How a workbook explains the family; blank if its columns explain themselves.
            pub fn note(self) -> &'static str {
                match self {
                    $(Self::$name => $note,)+
                }
            }
        }
    };
}

rules! {
    /// The town's tier is entered.
    Tier "tier" "分档"
    "分档计分：{tiers}"
    "录入一档得该档分值，各档写在“档次”表。" {
        /// The tiers, best first.
        key levels: Vec<Level> = How::Levels(Takes::Values),
    }
    /// Full coverage and each benchmark station add points, up to the full points.
    Coverage "coverage" "覆盖加标杆"
    "全覆盖得{full_coverage}分，每个标杆型加{each_station}分，至{full}分为止"
    "填“全覆盖得分”“每站得分”。" {
        /// The points for full coverage.
        key full_coverage: Points = How::UpToFull,
        /// The points for each benchmark station.
        key each_station: Points = How::UpToFull,
    }
    /// Findings deduct from the full points, down to 0 (扣完为止).
    Deduct "deduct" "扣分"
    "逐项扣分，扣完为止{across}{rescale}"
    "按检查要点扣分，扣完为止。" {
        /// How the findings of several sites are combined.
        #[serde(skip_serializing_if = "Across::is_sum")]
        optional across: Across = How::OneOf(ACROSS),
        /// Whether checkpoints deduct more when others do not apply in the town.
        #[serde(skip_serializing_if = "is_false")]
        optional rescale: bool = How::Flag,
    }
    /// One discretionary deduction for the town and quarter (视情扣).
    Judgement "judgement" "视情扣分"
    "视情扣{least}-{most}分"
    "填“最少扣”“最多扣”。" {
        /// The smallest deduction.
        key least: Points = How::UpToFull,
        /// The largest deduction.
        key most: Points = How::UpToFullFrom("least"),
    }
    /// The first place has full points, each lower place one step less, down to 0.
    Rank "rank" "按名次"
    "按名次：第一名{full}分，每递减一个名次扣{step}分，并列为{ties}"
    "填“每级分差”“并列名次”。" {
        /// The points between two places.
        key step: Points = How::UpToFull,
        /// Which place follows equal ones.
        key ties: Ties = How::OneOf(TIES),
    }
    /// The mean of monthly scores, scaled to the full points.
    Average "average" "月度平均"
    "{months}个月平均分（满分{out_of}分）折算为{full}分"
    "填“月数”“月度满分”。" {
        /// How many months.
        key months: u8 = How::Whole(1, 12),
        /// The most points of a month.
        key out_of: Points = How::AboveZero,
    }
    /// An entered number becomes points by the row's own scale (折算).
    Metric "metric" "按指标值"
    "{scale}"
    "填“零分值”“满分值”，其间按比例；或填“分段”，由高到低每行一段，例：95：10；或填“基础分值”“基准值”“每满”“每级分差”。" {
        /// The scale.
        key scale: Scale = How::Scale,
    }
    /// No points; a shut gate takes points or honours away (一票否决).
    Gate "gate" "一票否决"
    "一票否决：{gate}"
    "" {
        /// How many findings of the row shut the gate; `None`: an office enters whether it is shut.
        #[serde(skip_serializing_if = "Option::is_none")]
        optional findings: Option<u32> = How::Whole(1, 9999),
        /// What the gate does when it is shut.
        key effects: Effects = How::Effects,
    }
    /// Confirmed claims add points by their level, up to the full points.
    Bonus "bonus" "加分"
    "加分：{claims}；最高{full}分"
    "各级写在“档次”表。" {
        /// The levels.
        key levels: Vec<Level> = How::Levels(Takes::Claims),
    }
    /// Confirmed records deduct points, down to the full points, which are negative.
    Penalty "penalty" "减分"
    "减分：{records}；最高{full}分"
    "各级写在“档次”表，或只填“最少扣”“最多扣”。" {
        /// The levels; if there are none, each record states its points within `range`.
        key levels: Vec<Level> = How::Levels(Takes::Records),
        /// The range of points of a record without a level.
        #[serde(skip_serializing_if = "Option::is_none")]
        optional range: Option<Amount> = How::RangeWithoutLevels,
    }
}

crate::deserialize_by_reading!(Rule);

/// A parameter of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its key in the rule.
    pub key: &'static str,
    /// What it takes.
    pub how: How,
    /// Whether it must be given; a word and a flag never.
    pub needed: bool,
}

impl Parameter {
    const fn key(key: &'static str, how: How) -> Self {
        let needed = true;
        Self { key, how, needed }
    }

    const fn optional(key: &'static str, how: How) -> Self {
        let needed = false;
        Self { key, how, needed }
    }
}

/// What a parameter takes, and what is checked.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// Points from 0 to the row's full points.
    UpToFull,
    /// The same, and not below the parameter with this key.
    UpToFullFrom(&'static str),
    /// Points above 0.
    AboveZero,
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// One of these words (in workbooks, in files); the first if it is left out.
    OneOf(Words),
    /// True, or left out.
    Flag,
    /// Tiers, or the levels of claims or records.
    Levels(Takes),
    /// `least` and `most` where there are no levels.
    RangeWithoutLevels,
    /// The keys of a [`Scale`].
    Scale,
    /// The keys of [`Effects`].
    Effects,
}

/// Words in workbooks, each with its word in files.
pub type Words = &'static [(&'static str, &'static str)];

const ACROSS: Words = &[("合计", "sum"), ("平均", "mean")];
const TIES: Words = &[("1、1、3", "competition"), ("1、1、2", "dense")];
/// The honours that a gate may bar.
pub const BARS: Words = &[("不得评好", "good"), ("不得授旗", "flag")];

/// A key of rules as a column of a workbook.
#[derive(Debug, Clone, Copy)]
pub struct RuleColumn {
    /// The header, by which messages name the key too.
    pub head: &'static str,
    /// The key in files.
    pub key: &'static str,
    /// The values of its cells.
    pub cells: RuleCells,
    /// The width in characters.
    pub width: u32,
}

/// The values of a column's cells.
#[derive(Debug, Clone, Copy)]
pub enum RuleCells {
    /// Points.
    Points,
    /// Whole numbers.
    Whole,
    /// These words.
    OneOf(Words),
    /// 是 or blank.
    Flag,
    /// Bands of a metric.
    Bands,
    /// Ids.
    Ids,
}

const fn column(head: &'static str, key: &'static str, cells: RuleCells, width: u32) -> RuleColumn {
    RuleColumn {
        head,
        key,
        cells,
        width,
    }
}

/// The columns of a workbook for all keys of rules; families share some.
pub const COLUMNS: &[RuleColumn] = &[
    column("全覆盖得分", "full_coverage", RuleCells::Points, 12),
    column("每站得分", "each_station", RuleCells::Points, 12),
    column("最少扣", "least", RuleCells::Points, 10),
    column("最多扣", "most", RuleCells::Points, 10),
    column("每级分差", "step", RuleCells::Points, 10),
    column("并列名次", "ties", RuleCells::OneOf(TIES), 14),
    column("多个对象", "across", RuleCells::OneOf(ACROSS), 14),
    column("不涉及折算", "rescale", RuleCells::Flag, 12),
    column("月数", "months", RuleCells::Whole, 8),
    column("月度满分", "out_of", RuleCells::Points, 10),
    column("零分值", "none_at", RuleCells::Points, 10),
    column("满分值", "full_at", RuleCells::Points, 10),
    column("分段", "bands", RuleCells::Bands, 16),
    column("基础分值", "base", RuleCells::Points, 10),
    column("基准值", "at", RuleCells::Points, 10),
    column("每满", "each", RuleCells::Points, 10),
    column("问题个数", "findings", RuleCells::Whole, 10),
    column("不得分指标", "zero", RuleCells::Ids, 16),
    column("日常评估上限", "cap_daily", RuleCells::Points, 14),
    column("总分上限", "cap_final", RuleCells::Points, 12),
    column("取消资格", "bar", RuleCells::OneOf(BARS), 14),
];

impl Rule {
    /// A rule that sums over all sites and does not rescale.
    pub const fn plain_deduct() -> Self {
        Self::Deduct {
            across: Across::Sum,
            rescale: false,
        }
    }

    /// The value of a key in a table's file, as JSON writes it; `None` if it is left out.
    pub fn parameter(&self, key: &str) -> Option<Value> {
        let rule = serde_json::to_value(self).ok()?;
        find(rule.get(self.family().as_str())?, key)
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

/// The value of a key in an object or in the objects below it.
fn find(object: &Value, key: &str) -> Option<Value> {
    let object = object.as_object()?;
    let own = object.get(key).cloned();
    own.or_else(|| object.values().find_map(|below| find(below, key)))
}

fn is_false(flag: &bool) -> bool {
    !flag
}
