//! 季度: where each quarter stands, what is missing before it goes on, and the year.

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
    /// Which.
    pub quarter: Quarter,
    /// Where it stands.
    pub state: State,
    /// Its results are public.
    pub published: bool,
    /// The table's name.
    pub table: String,
    /// When it came into its state; none for one that was never touched.
    pub since: Option<Moment>,
}

/// An act that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActLine {
    /// The act.
    pub act: Act,
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// 酌定计分.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverLine {
    /// The town's name.
    pub town_name: String,
    /// The indicator's id, or `showcase`.
    pub row: String,
    /// What counts.
    pub points: String,
    /// Why.
    pub reason: String,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A tie that waits for a ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// Of what.
    pub what: What,
    /// The tied towns, by id.
    pub towns: Vec<String>,
    /// Those of them that may be chosen, with their names: the flag is for towns that are 好.
    pub choices: Vec<(String, String)>,
}

/// Something that arrived after the closing, or was decided after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateLine {
    /// `finding`, `decision` or `visit`.
    pub kind: String,
    /// The finding; none of a visit.
    pub finding: Option<String>,
    /// The site's name.
    pub site: String,
    /// The fault in the table's words; empty for a visit.
    pub name: String,
    /// The same in English, where the table has it.
    pub name_en: Option<String>,
    /// The town's name.
    pub town_name: String,
    /// When the server received it.
    pub received: Moment,
}

/// What closing would fix, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The towns in the order of their places.
    pub towns: Vec<PreviewLine>,
    /// The decimals that points are shown with.
    pub decimals: u32,
    /// The towns whose totals look alike and differ.
    pub alike: Vec<Alike>,
    /// Findings that were not confirmed and stay out.
    pub rejected: u32,
}

/// A town in a preview. Points are decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLine {
    /// Its place, from 1.
    pub place: u32,
    /// Its name.
    pub name: String,
    /// The total.
    pub total: String,
    /// 日常评估.
    pub daily: String,
    /// 风采展示; none while it is missing.
    pub showcase: Option<String>,
    /// 好.
    pub good: bool,
    /// 担当作为.
    pub red_flag: bool,
    /// Against the first evaluation: the total's difference with its sign, empty where there is
    /// none, and the place then; none for a town that was not in it.
    pub since_first: Option<(String, u32)>,
}

/// A quarter whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterPage {
    /// Which.
    pub quarter: Quarter,
    /// Where it stands.
    pub state: State,
    /// Its results are public.
    pub published: bool,
    /// The table's name.
    pub table_name: String,
    /// SHA-256 of the table's text, hex.
    pub table_sha256: String,
    /// SHA-256 of the frozen document, of a closed quarter.
    pub sha256: Option<String>,
    /// The leader's signature.
    pub signed: Option<Signature>,
    /// The meeting.
    pub met: Option<Meeting>,
    /// Its last day (`2026-12-31`), while that is not over.
    pub lasts: Option<String>,
    /// Moves with everything that an act signs or closes: an act names the one that was in view.
    pub head: u64,
    /// What is missing before the next state.
    pub missing: Vec<Missing>,
    /// What nobody has decided on and the closing will ask for, though the next state does not.
    pub undecided: Vec<Missing>,
    /// What closing would fix, from the first evaluation until then.
    pub preview: Option<Preview>,
    /// Every town: id and name.
    pub towns: Vec<(TownId, String)>,
    /// 责任科室 of each row: the indicator's id, and the office.
    pub offices: Vec<(String, String)>,
    /// 酌定计分.
    pub waivers: Vec<WaiverLine>,
    /// Ties that wait for a ruling.
    pub ties: Vec<Tie>,
    /// What came after the closing.
    pub late: Vec<LateLine>,
    /// What was done, the latest first.
    pub acts: Vec<ActLine>,
    /// Every quarter, the newest first.
    pub quarters: Vec<QuarterLine>,
    /// The tables that a quarter may be opened with: hash and id.
    pub tables: Vec<(String, String)>,
    /// The quarter after the newest.
    pub next: String,
}

/// A town's year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearLine {
    /// The town.
    pub town: String,
    /// Its name.
    pub name: String,
    /// Total and place of each quarter of the year that exists.
    pub quarters: Vec<Option<(String, u32)>>,
    /// The mean of the totals of closed quarters, exact but for its last digits.
    pub mean: Option<String>,
    /// The place by that mean.
    pub place: Option<u32>,
}

/// A year: four quarters side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    /// Which.
    pub year: i16,
    /// The four quarters, with the state of those that exist.
    pub quarters: Vec<(String, Option<State>)>,
    /// The towns by their place in the year, then in the order of lists.
    pub towns: Vec<YearLine>,
}
