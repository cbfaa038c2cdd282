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
    /// The town's name.
    pub town_name: String,
    /// The quarter.
    pub quarter: Quarter,
    /// The table's name.
    pub table_name: String,
    /// 文号.
    pub document: String,
    /// Confirmed deductions of all rows shown, as a positive number of points.
    pub deducted: String,
    /// What undecided findings would deduct, as a positive number of points.
    pub pending: String,
    /// The rows scored by deductions, in the table's order.
    pub rows: Vec<ScoreRow>,
    /// The number of the quarter's visits that the person may see.
    pub visits: u32,
    /// The number of sites visited.
    pub sites: u32,
    /// All towns, for those who may see any.
    pub towns: Vec<(TownId, String)>,
    /// The quarter's state.
    pub state: State,
    /// Whether its results are public.
    pub published: bool,
    /// Every quarter, newest first.
    pub quarters: Vec<Quarter>,
    /// The current quarter, if it has nothing for the town yet and another one is shown instead.
    pub nothing_in: Option<Quarter>,
    /// The rows scored by facts, in the table's order.
    pub entered: Vec<EnteredRow>,
    /// The sums; for a town only from 初评 on.
    pub result: Option<TownResult>,
    /// The places of all towns; for a town only once they are public.
    pub places: Vec<PlaceLine>,
}

/// A row scored by facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnteredRow {
    /// The row.
    pub column: Column,
    /// The points; for a town only from 初评 on.
    pub points: Option<String>,
    /// Whether a part is missing.
    pub pending: bool,
    /// What was entered; with its points from 初评 on.
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
    /// The place, if the person may know it.
    pub place: Option<u32>,
    /// Whether the town is 好, if the person may know it.
    pub good: bool,
    /// Whether the town has the flag 担当作为, if the person may know it.
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
    /// Whether the town is 好.
    pub good: bool,
    /// Whether the town has the flag 担当作为.
    pub red_flag: bool,
    /// Whether it is the town of the card.
    pub own: bool,
}

/// A row's points, without its trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorLine {
    /// The indicator's id.
    pub id: String,
    /// The points.
    pub points: String,
    /// Full points.
    pub of: String,
}

/// A row of the table with its deductions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// The points.
    pub line: IndicatorLine,
    /// The points if everything undecided were confirmed.
    pub provisional: String,
    /// The section's name.
    pub section: String,
    /// The indicator's full name.
    pub name: String,
    /// That name in English, if the table has it.
    pub name_en: Option<String>,
    /// The standard, verbatim.
    pub standard: String,
    /// The citation: document and row.
    pub citation: String,
    /// 责任科室.
    pub office: String,
    /// The gates (一票否决) that take all of its points, if the town may know them.
    pub vetoed: Vec<String>,
    /// The deductions, in the order of scoring.
    pub deductions: Vec<DeductionLine>,
}

/// A finding in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeductionLine {
    /// The finding.
    pub finding: FindingId,
    /// Signed points (`-1`, `0`); for an undecided finding, what it would deduct.
    pub points: String,
    /// The exact points, for files that the server writes; not serialized.
    #[serde(skip)]
    pub exact: Points,
    /// Why it deducted nothing: `same-item`, `same-visit`, `once`, `exhausted`, `note`.
    pub why: Option<String>,
    /// The checkpoint.
    pub checkpoint: CheckpointId,
    /// The fault in the table's words.
    pub checkpoint_name: String,
    /// The fault in English, if the table has it.
    pub checkpoint_en: Option<String>,
    /// The finding's state.
    pub state: FindingState,
    /// The count.
    pub count: u32,
    /// The phrases that were tapped.
    pub phrases: Vec<String>,
    /// The note.
    pub note: String,
    /// The site's name.
    pub site_name: String,
    /// When it was seen.
    pub observed_at: Moment,
    /// 明查 or 暗访.
    pub form: Form,
    /// The photos.
    pub photos: Vec<PhotoView>,
}
