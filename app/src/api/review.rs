//! 核查认定: the queue, one finding, the decision.

use crate::api::photo::PhotoView;
use crate::api::town::IndicatorLine;
use crate::error::AppError;
use domain::ids::{CheckpointId, FindingId, SiteId, TownId, UserId, VisitId};
use domain::inspection::{FinderLevel, FindingState, Flag, Form, Method, Verdict};
use domain::position::Fix;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// What the queue shows; every field is in the page's address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFilter {
    /// Of one town.
    pub town: Option<TownId>,
    /// Of one site.
    pub site: Option<SiteId>,
    /// 考核方式.
    pub method: Option<Method>,
    /// 检查形式.
    pub form: Option<Form>,
    /// Of one indicator (`5.1`).
    pub indicator: Option<String>,
    /// Of one state; none: what waits for a decision (also decided ones that have changed since).
    pub state: Option<FindingState>,
    /// Every state, waiting or not.
    pub all: bool,
    /// Of the visits that this person made or of what they recorded.
    #[serde(default)]
    pub inspector: Option<UserId>,
    /// Seen on this day (`2026-11-22`, by the table's clock) or later.
    #[serde(default)]
    pub from: Option<String>,
    /// Seen on this day or before.
    #[serde(default)]
    pub to: Option<String>,
    /// Whose place, words or people say each of these words.
    #[serde(default)]
    pub text: String,
    /// Continue below the finding with this number.
    pub before: Option<u64>,
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The findings, newest first.
    pub items: Vec<QueueItem>,
    /// How many match altogether.
    pub total: u64,
    /// How many wait for a decision, whatever the filter.
    pub waiting: u64,
    /// Give it as [`QueueFilter::before`] for the next page.
    pub next: Option<u64>,
    /// The towns to filter by, with their names.
    pub towns: Vec<(TownId, String)>,
    /// The indicators to filter by, with their names.
    pub indicators: Vec<(String, String)>,
    /// The sites to filter by, of the town that is filtered by: those that anything was found at.
    pub sites: Vec<(SiteId, String)>,
    /// The inspectors to filter by: those who made a visit.
    pub inspectors: Vec<(UserId, String)>,
    /// Where nothing matches: how many would in any state.
    pub in_any_state: u64,
}

/// A finding in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueItem {
    /// The finding.
    pub finding: FindingId,
    /// The revision that is shown: a decision names it.
    pub revision: u32,
    /// Its visit.
    pub visit: VisitId,
    /// The town.
    pub town: TownId,
    /// Its name.
    pub town_name: String,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// What it is a fault of.
    pub checkpoint: CheckpointId,
    /// The fault in the table's words.
    pub checkpoint_name: String,
    /// The same in English, where the table has it.
    pub checkpoint_en: Option<String>,
    /// The indicator's id.
    pub indicator: String,
    /// Its name in full.
    pub indicator_name: String,
    /// The same in English, where the table has it.
    pub indicator_en: Option<String>,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Where it stands.
    pub state: FindingState,
    /// The number of the decision that stands: a new one names it.
    pub decided: Option<u64>,
    /// Decided, but changed since.
    pub reopened: bool,
    /// What the server noticed.
    pub flags: Vec<Flag>,
    /// How many.
    pub count: u32,
    /// When it was seen: the time that counts.
    pub observed_at: Moment,
    /// Who recorded it.
    pub inspector: String,
    /// Whose visit it was found on.
    pub finder: FinderLevel,
    /// How many photos belong to it.
    pub photos: u32,
}

/// An earlier finding of the same checkpoint at the site, and what was decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The finding.
    pub item: QueueItem,
    /// The decision that stands; none where it still waits.
    pub decision: Option<DecisionView>,
}

/// A row of the table that prices what a higher office, a monitor or the media found, in the table's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricingRow {
    /// The row's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The same in English, where the table has it.
    pub name_en: Option<String>,
    /// Its standard, verbatim.
    pub standard: String,
    /// 责任科室.
    pub office: String,
    /// What was entered there for this finding.
    pub entered: Option<Entered>,
}

/// What was entered in another row for a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entered {
    /// It waits for a decision.
    Waits,
    /// It is confirmed, and the finding's own row takes nothing for it.
    Counts,
    /// It was rejected: the finding's own row counts.
    Rejected,
}

/// What the site answered to the sheet shown to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteAnswer {
    /// It refused to sign.
    pub refused: bool,
    /// The name of who signed, or the reason of the refusal.
    pub words: String,
    /// The signature as drawn, if it was.
    pub drawing: Option<PhotoView>,
}

/// That a visit was given up (作废).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidView {
    /// It is void; else it goes on all the same, because more was recorded, it was handed in, or
    /// something in it was decided on.
    pub holds: bool,
    /// Who gave it up.
    pub by: String,
    /// When, by the device's clock.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// One version of a finding's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Who wrote it.
    pub inspector: String,
    /// By the device's clock.
    pub at: Moment,
    /// None: withdrawn.
    pub count: Option<u32>,
    /// Phrases and note in one.
    pub words: String,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionView {
    /// What was decided.
    pub verdict: Verdict,
    /// Of which revision.
    pub revision: u32,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// All that a decision needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingDetail {
    /// What the list shows.
    pub item: QueueItem,
    /// The phrases that were tapped.
    pub phrases: Vec<String>,
    /// Free words.
    pub note: String,
    /// The device's own time, where it differs from the one that counts.
    pub raw_observed_at: Moment,
    /// Where the device was, if the inspector noted it.
    pub position: Option<Fix>,
    /// The names of all who were there.
    pub inspectors: Vec<String>,
    /// The quarter that it counts in.
    pub quarter: Quarter,
    /// Other rows that price what such a finder found.
    pub priced_by: Vec<PricingRow>,
    /// The indicator's standard, verbatim.
    pub standard: String,
    /// The document and row.
    pub citation: String,
    /// 责任科室.
    pub office: String,
    /// How it counts: `item`, `occurrence`, `count`, `once` or `note`.
    pub per: String,
    /// Points that one takes.
    pub points: String,
    /// Its photos.
    pub photos: Vec<PhotoView>,
    /// More than one: written concurrently.
    pub versions: Vec<Version>,
    /// Earlier decisions, newest first.
    pub decisions: Vec<DecisionView>,
    /// Findings of the same checkpoint, site and day from other devices.
    pub twins: Vec<QueueItem>,
    /// Findings of related rows at the site on the day (一事不二扣).
    pub related: Vec<QueueItem>,
    /// The same checkpoint at the site before, newest first.
    pub before: Vec<Earlier>,
    /// What else waits for a decision at the site, newest first.
    pub open: Vec<QueueItem>,
    /// Earlier findings of the site that stand in neither of the two, newest first.
    pub history: Vec<QueueItem>,
    /// The town's row as it stands.
    pub row_now: IndicatorLine,
    /// The town's row if this were confirmed.
    pub row_confirmed: IndicatorLine,
    /// An unannounced visit that the town may see already.
    pub released: bool,
    /// The visit has been handed in.
    pub handed_in: bool,
    /// From when to when the time that counts may be set, as `2026-10-01T00:00`: the quarters that are
    /// open, up to now.
    pub times: Option<(String, String)>,
    /// What the site answered, where it was asked.
    pub site_answer: Option<SiteAnswer>,
    /// The visit was given up (作废), with or without effect.
    pub void: Option<VoidView>,
}

/// A decision to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRequest {
    /// The finding.
    pub finding: FindingId,
    /// The revision that was read.
    pub revision: u32,
    /// The number of the decision that stood then: two supervisors must not overrule each other
    /// without knowing.
    #[serde(default)]
    pub seen: Option<u64>,
    /// What is decided.
    pub verdict: Verdict,
    /// Why: needed for anything but a confirmation.
    pub reason: String,
    /// The number as the supervisor sets it.
    pub count: Option<u32>,
    /// The time that counts as the supervisor sets it: needed where it lies in no open quarter.
    pub observed_at: Option<Moment>,
}

/// What a decision did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The finding as it stands.
    pub item: QueueItem,
    /// The town's row as it stands.
    pub row: IndicatorLine,
    /// How many still wait for a decision.
    pub waiting: u64,
}

/// At most this many decisions at once.
pub const MANY: usize = 100;

/// What became of many decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyDecided {
    /// How many were made.
    pub done: u64,
    /// Which were not, and why.
    pub refused: Vec<(FindingId, AppError)>,
}
