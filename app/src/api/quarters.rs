//! 季度: the state of each quarter, what is missing before the next state, and the year.

use crate::api::scores::Alike;
use domain::ids::TownId;
pub use domain::quarter::{Act, Meeting, Missing, Signature, State};
pub use domain::scoring::Ruling;
use domain::scoring::What;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// A quarter in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterLine {
    /// The quarter.
    pub quarter: Quarter,
    /// Its state.
    pub state: State,
    /// Whether its results are public.
    pub published: bool,
    /// The table's name.
    pub table: String,
    /// When it entered its state; `None` for a quarter without any act.
    pub since: Option<Moment>,
}

/// An act that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActLine {
    /// The act.
    pub act: Act,
    /// The author's name.
    pub by: String,
    /// When it was done.
    pub at: Moment,
}

/// 酌定计分.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverLine {
    /// The town's name.
    pub town_name: String,
    /// The indicator's id, or `showcase`.
    pub row: String,
    /// The points.
    pub points: String,
    /// The reason.
    pub reason: String,
    /// Who entered it.
    pub by: String,
    /// When it was entered.
    pub at: Moment,
}

/// A tie that needs a ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// What the ruling is about.
    pub what: What,
    /// The tied towns, by id.
    pub towns: Vec<String>,
    /// The towns that may be chosen, with their names: for the flag only those that are 好.
    pub choices: Vec<(String, String)>,
}

/// Something that arrived or was decided after the closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateLine {
    /// `finding`, `decision` or `visit`.
    pub kind: String,
    /// The finding; `None` for a visit.
    pub finding: Option<String>,
    /// The site's name.
    pub site: String,
    /// The fault in the table's words; empty for a visit.
    pub name: String,
    /// The fault in English, if the table has it.
    pub name_en: Option<String>,
    /// The town's name.
    pub town_name: String,
    /// When the server received it.
    pub received: Moment,
}

/// What closing would fix, as of now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The towns in order of place.
    pub towns: Vec<PreviewLine>,
    /// The number of decimals that points are shown with.
    pub decimals: u32,
    /// Towns whose totals look equal but differ.
    pub alike: Vec<Alike>,
    /// The number of findings that were rejected and do not count.
    pub rejected: u32,
}

/// A town in a preview. Points are decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLine {
    /// The place, from 1.
    pub place: u32,
    /// The town's name.
    pub name: String,
    /// The total.
    pub total: String,
    /// 日常评估.
    pub daily: String,
    /// 风采展示; `None` while it is missing.
    pub showcase: Option<String>,
    /// Whether the town is 好.
    pub good: bool,
    /// Whether the town has the flag 担当作为.
    pub red_flag: bool,
    /// The change since the first evaluation: the difference of the total with its sign (empty if
    /// equal), and the former place. `None` if the town was not in it.
    pub since_first: Option<(String, u32)>,
}

/// A quarter in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterPage {
    /// The quarter.
    pub quarter: Quarter,
    /// Its state.
    pub state: State,
    /// Whether its results are public.
    pub published: bool,
    /// The table's name.
    pub table_name: String,
    /// SHA-256 of the table's text, hex.
    pub table_sha256: String,
    /// SHA-256 of a closed quarter's document.
    pub sha256: Option<String>,
    /// The leader's signature.
    pub signed: Option<Signature>,
    /// The meeting that settled the result.
    pub met: Option<Meeting>,
    /// The last day (`2026-12-31`), while it has not passed.
    pub lasts: Option<String>,
    /// A number that changes with everything an act signs or closes: an act names the one that was
    /// shown.
    pub head: u64,
    /// What is missing before the next state.
    pub missing: Vec<Missing>,
    /// Findings without a decision that the closing will require, though the next state does not.
    pub undecided: Vec<Missing>,
    /// What closing would fix; present from the first evaluation until the closing.
    pub preview: Option<Preview>,
    /// Every town: id and name.
    pub towns: Vec<(TownId, String)>,
    /// The 责任科室 of each row: the indicator's id and the office.
    pub offices: Vec<(String, String)>,
    /// 酌定计分.
    pub waivers: Vec<WaiverLine>,
    /// Ties that need a ruling.
    pub ties: Vec<Tie>,
    /// What arrived after the closing.
    pub late: Vec<LateLine>,
    /// The acts, latest first.
    pub acts: Vec<ActLine>,
    /// Every quarter, newest first.
    pub quarters: Vec<QuarterLine>,
    /// The tables that a quarter can be opened with: hash and id.
    pub tables: Vec<(String, String)>,
    /// The quarter after the newest.
    pub next: String,
}

/// A town's year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearLine {
    /// The town.
    pub town: String,
    /// The town's name.
    pub name: String,
    /// Total and place in each quarter of the year; `None` for a quarter without them.
    pub quarters: Vec<Option<(String, u32)>>,
    /// The mean of the totals of closed quarters, rounded only in its last digits.
    pub mean: Option<String>,
    /// The place by that mean.
    pub place: Option<u32>,
}

/// A year with its four quarters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// The four quarters, with the state of those that exist.
    pub quarters: Vec<(String, Option<State>)>,
    /// The towns by place in the year, then in list order.
    pub towns: Vec<YearLine>,
}
