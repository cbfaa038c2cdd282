//! 结果通报: the data for a quarter's bulletin.

use domain::time::Quarter;
use serde::{Deserialize, Serialize};

/// The results of a quarter for its bulletin. Points are decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// The quarter.
    pub quarter: Quarter,
    /// The office that issues it.
    pub issuer: String,
    /// The regulation's document number (文号).
    pub document: String,
    /// How many towns have rows that are not entered.
    pub missing: u32,
    /// Whether a tie for 好 or the flag still needs a ruling.
    pub undecided: bool,
    /// The number of visits in the quarter.
    pub visits: u32,
    /// The number of sites visited.
    pub sites: u32,
    /// The number of confirmed findings.
    pub findings: u32,
    /// The mean total.
    pub average: String,
    /// The highest total.
    pub highest: String,
    /// The lowest total.
    pub lowest: String,
    /// The change since the previous quarter, if there was one.
    pub change: Option<Differences>,
    /// The towns in order of place.
    pub towns: Vec<Ranked>,
    /// The number of decimals that points are shown with.
    pub decimals: u32,
    /// Towns whose totals look equal but differ.
    pub alike: Vec<super::scores::Alike>,
    /// The most frequent faults, in descending order.
    pub problems: Vec<Frequent>,
    /// The date: year, month and day by the table's clock.
    pub day: (i16, i8, i8),
}

/// The differences from the previous quarter; negative if there are fewer now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// Visits.
    pub visits: i64,
    /// Confirmed findings.
    pub findings: i64,
    /// The mean total.
    pub average: String,
}

/// A town's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// The place, from 1.
    pub place: u32,
    /// The town's name.
    pub name: String,
    /// 日常评估.
    pub daily: String,
    /// 风采展示; `None` while it is missing.
    pub showcase: Option<String>,
    /// The total.
    pub total: String,
    /// Whether the town is 好.
    pub good: bool,
    /// Whether the town has the flag 担当作为.
    pub red_flag: bool,
}

/// A frequent fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequent {
    /// The fault in the table's words.
    pub name: String,
    /// The fault in English, if the table has it.
    pub name_en: Option<String>,
    /// How often it was confirmed.
    pub count: u32,
    /// In how many towns it was found.
    pub towns: u32,
}
