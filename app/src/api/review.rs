//! 核查认定: the queue, one finding, the decision.

use crate::api::photo::PhotoView;
use crate::api::town::IndicatorLine;
use crate::error::AppError;
use domain::ids::{CheckpointId, FindingId, SiteId, TownId, UserId, VisitId};
use domain::inspection::{FinderLevel, FindingState, Flag, Form, Method, Particulars, Verdict};
use domain::position::Fix;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The queue's filter; the page's address holds every field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFilter {
    /// The town.
    pub town: Option<TownId>,
    /// The site.
    pub site: Option<SiteId>,
    /// 考核方式.
    pub method: Option<Method>,
    /// 检查形式.
    pub form: Option<Form>,
    /// The indicator (`5.1`).
    pub indicator: Option<String>,
    /// The state; `None` for findings that wait for a decision, including decided ones that have
    /// changed since.
    pub state: Option<FindingState>,
    /// Whether to list every state.
    pub all: bool,
    /// The inspector: one of those on the visit, or the one who recorded the finding.
    #[serde(default)]
    pub inspector: Option<UserId>,
    /// Seen on this day (`2026-11-22`, by the table's clock) or later.
    #[serde(default)]
    pub from: Option<String>,
    /// Seen on this day or before.
    #[serde(default)]
    pub to: Option<String>,
    /// Words that must all occur in the place, the text or the people.
    #[serde(default)]
    pub text: String,
    /// The number of the finding after which the page begins.
    pub before: Option<u64>,
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The findings, newest first.
    pub items: Vec<QueueItem>,
    /// How many match in all.
    pub total: u64,
    /// How many wait for a decision, regardless of the filter.
    pub waiting: u64,
    /// The [`QueueFilter::before`] of the next page.
    pub next: Option<u64>,
    /// The towns to filter by, with their names.
    pub towns: Vec<(TownId, String)>,
    /// The indicators to filter by, with their names.
    pub indicators: Vec<(String, String)>,
    /// The sites to filter by: those of the filtered town with a finding.
    pub sites: Vec<(SiteId, String)>,
    /// The inspectors to filter by: those who made a visit.
    pub inspectors: Vec<(UserId, String)>,
    /// If nothing matches: how many would match in any state.
    pub in_any_state: u64,
}

/// A finding in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueItem {
    /// The finding.
    pub finding: FindingId,
    /// The revision shown; a decision names it.
    pub revision: u32,
    /// The visit.
    pub visit: VisitId,
    /// The town.
    pub town: TownId,
    /// The town's name.
    pub town_name: String,
    /// The site.
    pub site: SiteId,
    /// The site's name.
    pub site_name: String,
    /// The checkpoint.
    pub checkpoint: CheckpointId,
    /// The fault in the table's words.
    pub checkpoint_name: String,
    /// The fault in English, if the table has it.
    pub checkpoint_en: Option<String>,
    /// The indicator's id.
    pub indicator: String,
    /// The indicator's full name.
    pub indicator_name: String,
    /// That name in English, if the table has it.
    pub indicator_en: Option<String>,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// The finding's state.
    pub state: FindingState,
    /// The number of the current decision; a new decision names it.
    pub decided: Option<u64>,
    /// Whether it was decided but has changed since.
    pub reopened: bool,
    /// The server's flags.
    pub flags: Vec<Flag>,
    /// The count.
    pub count: u32,
    /// When it was seen: the time that counts.
    pub observed_at: Moment,
    /// Who recorded it.
    pub inspector: String,
    /// The finder of the visit.
    pub finder: FinderLevel,
    /// The number of its photos.
    pub photos: u32,
}

/// An earlier finding of the same checkpoint at the site, and its decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The finding.
    pub item: QueueItem,
    /// The current decision; `None` while there is none.
    pub decision: Option<DecisionView>,
}

/// A row of the table that prices what a higher office, a monitor or the media found, in the
/// table's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricingRow {
    /// The row's id.
    pub id: String,
    /// The row's name.
    pub name: String,
    /// The name in English, if the table has it.
    pub name_en: Option<String>,
    /// The row's standard, verbatim.
    pub standard: String,
    /// 责任科室.
    pub office: String,
    /// The state of the entry in that row for this finding, if there is one.
    pub entered: Option<Entered>,
}

/// The state of an entry for a finding in another row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entered {
    /// It waits for a decision.
    Waits,
    /// It is confirmed, so the finding's own row deducts nothing.
    Counts,
    /// It was rejected: the finding counts in its own row.
    Rejected,
}

/// The site's answer to the record shown to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteAnswer {
    /// Whether it refused to sign.
    pub refused: bool,
    /// The signer's name, or the reason for refusing.
    pub words: String,
    /// The drawn signature, if there is one.
    pub drawing: Option<PhotoView>,
}

/// The voiding of a visit (作废).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidView {
    /// Whether the visit is void. If not, voiding had no effect: more was recorded, the visit was
    /// handed in, or a decision was made on it.
    pub holds: bool,
    /// Who voided it.
    pub by: String,
    /// When, by the device's clock.
    pub at: Moment,
    /// The reason.
    pub reason: String,
}

/// One version of a finding's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Who wrote it.
    pub inspector: String,
    /// When it was written, by the device's clock.
    pub at: Moment,
    /// The count; `None` if this version withdraws the finding.
    pub count: Option<u32>,
    /// Phrases and note together.
    pub words: String,
}

/// A past decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionView {
    /// The verdict.
    pub verdict: Verdict,
    /// The revision that it was made on.
    pub revision: u32,
    /// The reason.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A finding with everything that a decision needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingDetail {
    /// What the list shows.
    pub item: QueueItem,
    /// The phrases that were tapped.
    pub phrases: Vec<String>,
    /// The note.
    pub note: String,
    /// The time by the device's own clock, which may differ from the time that counts.
    pub raw_observed_at: Moment,
    /// Where the device was, if the inspector recorded it.
    pub position: Option<Fix>,
    /// How the visit was made.
    pub how: Particulars,
    /// The names of all inspectors of the visit.
    pub inspectors: Vec<String>,
    /// The quarter in which it counts.
    pub quarter: Quarter,
    /// Other rows that price what this finder finds.
    pub priced_by: Vec<PricingRow>,
    /// The indicator's standard, verbatim.
    pub standard: String,
    /// The citation: document and row.
    pub citation: String,
    /// 责任科室.
    pub office: String,
    /// How it counts: `item`, `occurrence`, `count`, `once` or `note`.
    pub per: String,
    /// The points that one deducts.
    pub points: String,
    /// Its photos.
    pub photos: Vec<PhotoView>,
    /// The versions of its content; more than one if they were written concurrently.
    pub versions: Vec<Version>,
    /// Earlier decisions, newest first.
    pub decisions: Vec<DecisionView>,
    /// Findings of the same checkpoint, site and day from other devices.
    pub twins: Vec<QueueItem>,
    /// Findings of related rows at the site on the day (一事不二扣).
    pub related: Vec<QueueItem>,
    /// Earlier findings of the same checkpoint at the site, newest first.
    pub before: Vec<Earlier>,
    /// Other findings at the site that wait for a decision, newest first.
    pub open: Vec<QueueItem>,
    /// Earlier findings of the site that are in neither `before` nor `open`, newest first.
    pub history: Vec<QueueItem>,
    /// The town's row now.
    pub row_now: IndicatorLine,
    /// The town's row if this finding were confirmed.
    pub row_confirmed: IndicatorLine,
    /// Whether this is an unannounced visit that was released.
    pub released: bool,
    /// Whether the visit has been handed in.
    pub handed_in: bool,
    /// The bounds for setting the time that counts, as `2026-10-01T00:00`: the open quarters, up to
    /// now.
    pub times: Option<(String, String)>,
    /// The site's answer, if it was asked.
    pub site_answer: Option<SiteAnswer>,
    /// The voiding of the visit (作废), with or without effect.
    pub void: Option<VoidView>,
}

/// A decision to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRequest {
    /// The finding.
    pub finding: FindingId,
    /// The revision that was shown.
    pub revision: u32,
    /// The number of the decision that was shown: two supervisors must not overrule each other
    /// unknowingly.
    #[serde(default)]
    pub seen: Option<u64>,
    /// The verdict.
    pub verdict: Verdict,
    /// The reason; required except for a confirmation.
    pub reason: String,
    /// The count that the supervisor has set.
    pub count: Option<u32>,
    /// The time that counts, as set by the supervisor: required if the recorded time is in no open
    /// quarter.
    pub observed_at: Option<Moment>,
}

/// The effect of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The finding now.
    pub item: QueueItem,
    /// The town's row now.
    pub row: IndicatorLine,
    /// How many still wait for a decision.
    pub waiting: u64,
}

/// The most decisions in one request.
pub const MANY: usize = 100;

/// The outcome of many decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyDecided {
    /// How many were made.
    pub done: u64,
    /// Which were refused, and why.
    pub refused: Vec<(FindingId, AppError)>,
}
