//! 得分: the towns by the rows of the table, and the trace of each cell.

use domain::ids::{FindingId, TownId};
use domain::inspection::FindingState;
use domain::points::Points;
use domain::scoring::EnteredKind;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The scores of a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// The quarter.
    pub quarter: Quarter,
    /// Whether it is closed: then it has an archive.
    pub closed: bool,
    /// Every quarter, newest first.
    pub quarters: Vec<Quarter>,
    /// The table's name.
    pub table_name: String,
    /// The rows of the table, as columns.
    pub columns: Vec<Column>,
    /// The towns in order of place.
    pub towns: Vec<TownLine>,
    /// The rulings that a supervisor has to make: `good` or `red_flag`, and the names of the tied
    /// towns.
    pub undecided: Vec<(String, Vec<String>)>,
    /// The number of decimals that points are shown with.
    pub decimals: u32,
    /// Towns whose totals look equal but differ, in order of place.
    pub alike: Vec<Alike>,
    /// The sections of the table, in the order of its rows.
    pub sections: Vec<Section>,
    /// The earlier quarter that this one is compared with, if there is one.
    pub last: Option<Quarter>,
}

/// A section of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The section's id.
    pub id: String,
    /// The full name.
    pub name: String,
    /// The name in English, if the table has it.
    pub name_en: Option<String>,
    /// Full points.
    pub of: String,
    /// How many of the columns are its rows.
    pub rows: usize,
    /// Whether its rows belong to the 100 points; if not, they add to them or deduct from them.
    pub base: bool,
}

/// A town's result in the earlier quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastLine {
    /// The total then.
    pub total: String,
    /// The place then.
    pub place: u32,
    /// The change of the total since then, with a sign if it fell.
    pub change: String,
    /// Whether nothing of it was missing.
    pub complete: bool,
}

/// Towns whose totals differ but are shown by the same figure: each name with its exact total.
pub type Alike = Vec<(String, String)>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The indicator's id.
    pub id: String,
    /// The full name.
    pub name: String,
    /// The name in English, if the table has it.
    pub name_en: Option<String>,
    /// Full points.
    pub of: String,
}

/// A town's scores. Points are decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownLine {
    /// The town.
    pub town: TownId,
    /// The town's name.
    pub name: String,
    /// The place, from 1.
    pub place: u32,
    /// The total.
    pub total: String,
    /// 日常评估.
    pub daily: String,
    /// 风采展示; `None` while it is missing.
    pub showcase: Option<String>,
    /// The sum of the rows that make 100.
    pub base: String,
    /// 加分.
    pub bonus: String,
    /// 减分, without a sign.
    pub penalty: String,
    /// Whether the town is 好.
    pub good: bool,
    /// Whether the town has the flag 担当作为.
    pub red_flag: bool,
    /// The rows with missing parts, and `showcase` if that is missing.
    pub pending: Vec<String>,
    /// The points of each column.
    pub cells: Vec<String>,
    /// The total if everything undecided were confirmed.
    pub provisional: String,
    /// The place with that total.
    pub provisional_place: u32,
    /// The number of visits in the quarter.
    pub visits: u32,
    /// The number of sites visited.
    pub sites: u32,
    /// The sum of each section's rows.
    pub sections: Vec<String>,
    /// The result in the earlier quarter; `None` if the town was not evaluated then.
    pub last: Option<LastLine>,
    /// The rows whose 一票否决 removed points from the town.
    pub vetoed: Vec<String>,
}

impl TownLine {
    /// Whether part of the total is not entered or not decided.
    pub fn waits(&self) -> bool {
        !self.pending.is_empty() || self.is_undecided()
    }

    /// Whether pending decisions could change the total.
    pub fn is_undecided(&self) -> bool {
        self.provisional != self.total
    }
}

/// The trace of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The town's name.
    pub town_name: String,
    /// The row.
    pub column: Column,
    /// The points.
    pub points: String,
    /// Whether a part is missing.
    pub pending: bool,
    /// The standard, verbatim.
    pub standard: String,
    /// The citation: document and row.
    pub citation: String,
    /// 责任科室.
    pub office: String,
    /// The lines that led to the points, in the order of scoring.
    pub lines: Vec<TraceLine>,
}

/// A line of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceLine {
    /// Signed points, as shown.
    pub points: String,
    /// The exact points, for files that the server writes; not serialized.
    #[serde(skip)]
    pub exact: Points,
    /// Why it deducted nothing.
    pub why: Option<String>,
    /// What the line is for; `None` for the least deduction of an open judgement.
    pub source: Option<Source>,
}

/// What a line of a trace is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A finding.
    Finding {
        /// The finding.
        id: FindingId,
        /// The fault in the table's words.
        name: String,
        /// The fault in English, if the table has it.
        name_en: Option<String>,
        /// The site.
        site: String,
        /// When it was seen.
        at: Moment,
        /// The finding's state.
        state: FindingState,
    },
    /// A shut gate: in its own row one line for each effect, in a row that it zeroes one line with
    /// its id.
    Gate {
        /// The effect: `row`, `daily`, `final`, `good`, `flag`; `zeroed` in the affected row.
        does: String,
        /// The affected row or the bound; the gate's own row if `zeroed`.
        text: String,
    },
    /// A fact.
    Fact {
        /// Its kind.
        kind: EnteredKind,
        /// The value, in the words that were entered.
        text: String,
        /// Who entered it.
        by: String,
        /// When it was entered.
        at: Moment,
    },
}

/// The quarters side by side, and the spread of one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charts {
    /// The quarters up to the one shown, oldest first.
    pub quarters: Vec<Quarter>,
    /// The towns in list order.
    pub courses: Vec<Course>,
    /// The rows of the table.
    pub spread: Vec<Spread>,
}

/// A town's course over the quarters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The town's name.
    pub name: String,
    /// Total and place in each quarter; `None` if the town was not evaluated.
    pub standings: Vec<Option<(String, u32)>>,
}

/// The spread of the towns in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// The row.
    pub column: Column,
    /// The points of each town, ascending.
    pub points: Vec<String>,
    /// The points as thousandths of the full points, for drawing.
    pub parts: Vec<i32>,
}
