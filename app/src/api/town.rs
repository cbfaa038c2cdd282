//! 得分及扣分明细: a town's points, row by row, and every deduction with its reason.

use crate::api::photo::PhotoView;
use crate::api::scores::{Column, TraceLine};
use domain::ids::{CheckpointId, FindingId, TownId};
use domain::inspection::{FindingState, Form};
use domain::points::Points;
use domain::quarter::State;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// A town's card for a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scorecard {
    /// The town.
    pub town: TownId,
    /// Its name.
    pub town_name: String,
    /// The quarter.
    pub quarter: Quarter,
    /// The table's name.
    pub table_name: String,
    /// 文号.
    pub document: String,
    /// Confirmed deductions of all rows that are shown, as a positive number of points.
    pub deducted: String,
    /// What waits for verification would take, as a positive number of points.
    pub pending: String,
    /// The rows, in the table's order: those that score by deductions.
    pub rows: Vec<ScoreRow>,
    /// How many visits of this quarter the person may see.
    pub visits: u32,
    /// How many sites they were at.
    pub sites: u32,
    /// All towns, for those who may see any.
    pub towns: Vec<(TownId, String)>,
    /// Where the quarter stands.
    pub state: State,
    /// Its results are public.
    pub published: bool,
    /// Every quarter, the newest first.
    pub quarters: Vec<Quarter>,
    /// The current quarter, where it has nothing for the town yet and another is shown instead.
    pub nothing_in: Option<Quarter>,
    /// The rows that facts score, in the table's order.
    pub entered: Vec<EnteredRow>,
    /// The sums; for a town from 初评 on.
    pub result: Option<TownResult>,
    /// The places of all towns; for a town once they are public.
    pub places: Vec<PlaceLine>,
}

/// A row that facts score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnteredRow {
    /// The row.
    pub column: Column,
    /// Its points; for a town from 初评 on.
    pub points: Option<String>,
    /// Something of it is missing.
    pub pending: bool,
    /// What was entered, with its points from 初评 on.
    pub lines: Vec<TraceLine>,
}

/// A town's sums. Points are decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownResult {
    /// The total.
    pub total: String,
    /// 日常评估.
    pub daily: String,
    /// 风采展示.
    pub showcase: Option<String>,
    /// 加分.
    pub bonus: String,
    /// 减分, without a sign.
    pub penalty: String,
    /// The place, where it may be known.
    pub place: Option<u32>,
    /// 好, where it may be known.
    pub good: bool,
    /// 担当作为, where it may be known.
    pub red_flag: bool,
}

/// A town in the table of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceLine {
    /// The place.
    pub place: u32,
    /// The town's name.
    pub name: String,
    /// The total.
    pub total: String,
    /// 好.
    pub good: bool,
    /// 担当作为.
    pub red_flag: bool,
    /// The town of the card.
    pub own: bool,
}

/// A row's points, without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorLine {
    /// The indicator's id.
    pub id: String,
    /// Points that stand.
    pub points: String,
    /// Full points.
    pub of: String,
}

/// A row of the table with its deductions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// The points.
    pub line: IndicatorLine,
    /// Points if all that waits were confirmed.
    pub provisional: String,
    /// The section's name.
    pub section: String,
    /// The indicator's name in full.
    pub name: String,
    /// The same in English, where the table has it.
    pub name_en: Option<String>,
    /// The standard, verbatim.
    pub standard: String,
    /// The document and row.
    pub citation: String,
    /// 责任科室.
    pub office: String,
    /// The deductions, in the order in which they count.
    pub deductions: Vec<DeductionLine>,
}

/// One finding in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeductionLine {
    /// The finding.
    pub finding: FindingId,
    /// Signed points (`-1`, `0`); for one that waits what it would take.
    pub points: String,
    /// The same exactly, for files that the server makes; it does not travel.
    #[serde(skip)]
    pub exact: Points,
    /// Why it took nothing: `same-item`, `same-visit`, `once`, `exhausted`, `note`.
    pub why: Option<String>,
    /// What it is a fault of.
    pub checkpoint: CheckpointId,
    /// The fault in the table's words.
    pub checkpoint_name: String,
    /// The same in English, where the table has it.
    pub checkpoint_en: Option<String>,
    /// Where it stands.
    pub state: FindingState,
    /// How many.
    pub count: u32,
    /// The phrases that were tapped.
    pub phrases: Vec<String>,
    /// Free words.
    pub note: String,
    /// Where.
    pub site_name: String,
    /// When.
    pub observed_at: Moment,
    /// 明查 or 暗访.
    pub form: Form,
    /// The photos.
    pub photos: Vec<PhotoView>,
}
