//! 得分: the towns by the rows of the table, and what each cell is made of.

use domain::ids::{FindingId, TownId};
use domain::inspection::FindingState;
use domain::points::Points;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The scores of a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// The quarter.
    pub quarter: Quarter,
    /// It is closed: there is an archive of it.
    pub closed: bool,
    /// Every quarter there is, the newest first.
    pub quarters: Vec<Quarter>,
    /// The table's name.
    pub table_name: String,
    /// The rows of the table, as columns.
    pub columns: Vec<Column>,
    /// The towns in the order of their places.
    pub towns: Vec<TownLine>,
    /// What a supervisor has to rule on: `good` or `red_flag`, and the names of the tied towns.
    pub undecided: Vec<(String, Vec<String>)>,
    /// The decimals that points are shown with.
    pub decimals: u32,
    /// The towns whose totals look alike and differ, in the order of their places.
    pub alike: Vec<Alike>,
    /// The sections of the table, in the order of its rows.
    pub sections: Vec<Section>,
    /// The quarter before, which this one is compared with; none where there was none.
    pub last: Option<Quarter>,
}

/// A section of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its id.
    pub id: String,
    /// Its name in full.
    pub name: String,
    /// The same in English, where the table has it.
    pub name_en: Option<String>,
    /// Full points.
    pub of: String,
    /// How many of the columns are its rows.
    pub rows: usize,
    /// Its rows make the 100 points together with others; else they add to them or take away.
    pub base: bool,
}

/// A town in the quarter before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastLine {
    /// Its total then.
    pub total: String,
    /// Its place then.
    pub place: u32,
    /// By how much the total is higher now; lower with a sign.
    pub change: String,
    /// Nothing of it was missing.
    pub complete: bool,
}

/// Towns whose totals are shown by one figure though they differ: each by its name, with its exact
/// total.
pub type Alike = Vec<(String, String)>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The indicator's id.
    pub id: String,
    /// Its name in full.
    pub name: String,
    /// The same in English, where the table has it.
    pub name_en: Option<String>,
    /// Full points.
    pub of: String,
}

/// A town's scores. Points are decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownLine {
    /// The town.
    pub town: TownId,
    /// Its name.
    pub name: String,
    /// Its place, from 1.
    pub place: u32,
    /// The total.
    pub total: String,
    /// 日常评估.
    pub daily: String,
    /// 风采展示; none while it is missing.
    pub showcase: Option<String>,
    /// The sum of the rows that make 100.
    pub base: String,
    /// 加分.
    pub bonus: String,
    /// 减分, without a sign.
    pub penalty: String,
    /// 好.
    pub good: bool,
    /// 担当作为.
    pub red_flag: bool,
    /// The rows with missing parts, and `showcase`.
    pub pending: Vec<String>,
    /// Points of each column.
    pub cells: Vec<String>,
    /// The total if everything that waits were confirmed.
    pub provisional: String,
    /// The place then.
    pub provisional_place: u32,
    /// Visits of the quarter.
    pub visits: u32,
    /// Sites that they were at.
    pub sites: u32,
    /// The sum of each section's rows.
    pub sections: Vec<String>,
    /// What it had in the quarter before; none where it was not evaluated.
    pub last: Option<LastLine>,
    /// The rows whose 一票否决 took from it.
    pub vetoed: Vec<String>,
}

impl TownLine {
    /// Whether anything of the total is still to come: not entered, or not decided.
    pub fn waits(&self) -> bool {
        !self.pending.is_empty() || self.is_undecided()
    }

    /// Whether the total could be another once all that waits for a decision is decided.
    pub fn is_undecided(&self) -> bool {
        self.provisional != self.total
    }
}

/// What a cell is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The town's name.
    pub town_name: String,
    /// The row.
    pub column: Column,
    /// The points.
    pub points: String,
    /// Something of it is missing.
    pub pending: bool,
    /// The standard, verbatim.
    pub standard: String,
    /// The document and row.
    pub citation: String,
    /// 责任科室.
    pub office: String,
    /// What led to the points, in the order in which it was taken.
    pub lines: Vec<TraceLine>,
}

/// A line of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceLine {
    /// Signed points, as they are shown.
    pub points: String,
    /// The same exactly, for files that the server makes; it does not travel.
    #[serde(skip)]
    pub exact: Points,
    /// Why it took nothing.
    pub why: Option<String>,
    /// What it stands for; none for the least that an open judgement takes.
    pub source: Option<Source>,
}

/// What a line stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A finding.
    Finding {
        /// The finding.
        id: FindingId,
        /// The fault in the table's words.
        name: String,
        /// The same in English, where the table has it.
        name_en: Option<String>,
        /// Where.
        site: String,
        /// When it was seen.
        at: Moment,
        /// Where it stands.
        state: FindingState,
    },
    /// A gate that is shut: in its own row each thing that it does, in a row that it takes its id.
    Gate {
        /// Which: `row`, `daily`, `final`, `good`, `flag`; `zeroed` in the row that it takes.
        does: String,
        /// The row or the bound that it does it to; the gate's row where it is `zeroed`.
        text: String,
    },
    /// A fact.
    Fact {
        /// Its key that says what it is: `tier`, `metric`, `waive`, …
        kind: String,
        /// What it says, in the words that were entered.
        text: String,
        /// Who entered it.
        by: String,
        /// When.
        at: Moment,
    },
}

/// The quarters side by side, and one of them in its breadth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charts {
    /// The quarters up to the one that is shown, the oldest first.
    pub quarters: Vec<Quarter>,
    /// The towns in the order of lists.
    pub courses: Vec<Course>,
    /// The rows of the table.
    pub spread: Vec<Spread>,
}

/// A town's course over the quarters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The town's name.
    pub name: String,
    /// Total and place in each quarter; none where it was not evaluated.
    pub standings: Vec<Option<(String, u32)>>,
}

/// How far the towns lie apart in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// The row.
    pub column: Column,
    /// The points of each town, the fewest first.
    pub points: Vec<String>,
    /// The same as thousandths of the full points, for drawing.
    pub parts: Vec<i32>,
}
