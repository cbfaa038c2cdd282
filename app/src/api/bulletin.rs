//! 结果通报: what the bulletin of a quarter is written from.

use domain::time::Quarter;
use serde::{Deserialize, Serialize};

/// The results of a quarter as the bulletin tells them. Points are decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// The quarter.
    pub quarter: Quarter,
    /// Who issues it.
    pub issuer: String,
    /// 文号 of the regulation.
    pub document: String,
    /// How many towns have rows that are not entered.
    pub missing: u32,
    /// Whether a tie for 好 or the flag is left to rule on.
    pub undecided: bool,
    /// Visits of the quarter.
    pub visits: u32,
    /// Sites that they were at.
    pub sites: u32,
    /// Findings that were confirmed.
    pub findings: u32,
    /// The mean, the highest and the lowest total.
    pub average: String,
    /// The highest total.
    pub highest: String,
    /// The lowest total.
    pub lowest: String,
    /// Against the quarter before, where there was one.
    pub change: Option<Change>,
    /// The towns in the order of their places.
    pub towns: Vec<Ranked>,
    /// The decimals that points are shown with.
    pub decimals: u32,
    /// The towns whose totals look alike and differ.
    pub alike: Vec<super::scores::Alike>,
    /// The most frequent faults, the most frequent first.
    pub problems: Vec<Frequent>,
    /// The day: year, month and day by the table's clock.
    pub day: (i16, i8, i8),
}

/// Against the quarter before: what there is more of, or less where it is below zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Visits.
    pub visits: i64,
    /// Confirmed findings.
    pub findings: i64,
    /// The mean total.
    pub average: String,
}

/// A town's standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// Its place, from 1.
    pub place: u32,
    /// Its name.
    pub name: String,
    /// 日常评估.
    pub daily: String,
    /// 风采展示; none while it is missing.
    pub showcase: Option<String>,
    /// The total.
    pub total: String,
    /// 好.
    pub good: bool,
    /// 担当作为.
    pub red_flag: bool,
}

/// A fault that was found often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequent {
    /// The fault in the table's words.
    pub name: String,
    /// The same in English, where the table has it.
    pub name_en: Option<String>,
    /// How often it was confirmed.
    pub count: u32,
    /// In how many towns.
    pub towns: u32,
}
