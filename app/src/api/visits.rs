//! 检查: every visit of a quarter, and one whole as 现场检查记录表.

use crate::api::photo::PhotoView;
use domain::ids::{DeviceId, TownId, VisitId};
use domain::inspection::{Form, Method, VisitState};
use domain::sync::wire::Reason;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// Visits that are made public at once, at most.
pub const RELEASED_AT_ONCE: usize = 200;

/// Which visits are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitQuery {
    /// Of this quarter; of the current one where there is none.
    pub quarter: Option<Quarter>,
    /// Of this town.
    pub town: Option<TownId>,
    /// In this state.
    pub state: Option<VisitState>,
    /// Of this form.
    pub form: Option<Form>,
    /// Of 暗访 those that are to be made public.
    pub hidden: bool,
    /// Those of which something was not accepted.
    #[serde(default)]
    pub refused: bool,
    /// What the site's name says.
    pub text: String,
    /// The page, from 1.
    pub page: u32,
}

/// A visit in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitLine {
    /// The visit.
    pub id: VisitId,
    /// The site's name.
    pub site: String,
    /// The town's name.
    pub town: String,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Who inspected, by name.
    pub inspectors: Vec<String>,
    /// When it was opened.
    pub at: Moment,
    /// Where it stands.
    pub state: VisitState,
    /// Its findings that were not taken back.
    pub findings: u32,
    /// How many of them wait for a supervisor.
    pub waiting: u32,
    /// A 暗访 that was handed in and that the town may not see yet.
    pub hidden: bool,
    /// How many of its records were not accepted.
    pub refused: u32,
}

/// A visit that was not accepted: the tablet that sent it has it, and nothing of it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    /// The site's name, or its id where no such site is known; nothing where the records do not say.
    pub site: Option<String>,
    /// The town's name, where the site is known.
    pub town: Option<String>,
    /// Whose tablet sent it.
    pub person: String,
    /// The tablet.
    pub device: DeviceId,
    /// When the first of its records arrived.
    pub at: Moment,
    /// Why that one was not accepted.
    pub reason: Reason,
    /// What and where, for a person who can help; may be empty.
    pub detail: String,
    /// How many of its records were not accepted.
    pub records: u32,
    /// What is dealt with when this line is.
    pub settles: Settles,
}

/// Records that were not accepted and that somebody deals with together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settles {
    /// Those of this visit; where there is none, those of the tablet that name no visit.
    pub visit: Option<VisitId>,
    /// The tablet.
    pub device: DeviceId,
    /// From one to another, by the order of arrival.
    pub span: (u64, u64),
}

/// A page of the visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitPage {
    /// The quarter that is shown.
    pub quarter: Quarter,
    /// Every quarter, the newest first.
    pub quarters: Vec<Quarter>,
    /// The visits, the newest first.
    pub lines: Vec<VisitLine>,
    /// On the first page, visits that were not accepted, the newest first.
    pub refused: Vec<RefusedLine>,
    /// How many match.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// How many pages there are, 1 at least.
    pub pages: u32,
    /// The towns to choose from.
    pub towns: Vec<(TownId, String)>,
    /// The person may make visits public.
    pub decides: bool,
}

/// A row of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// The row of the table.
    pub indicator: String,
    /// The checkpoint's words.
    pub name: String,
    /// What was answered, as it counts: `meets`, `not-applicable`, `issue`; empty where nothing was.
    pub answer: String,
    /// What was found there: words and count of each finding that was not taken back.
    pub findings: Vec<(String, u32)>,
    /// The numbers of its photos on this sheet.
    pub photos: Vec<u32>,
}

/// A photo of the sheet's appendix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetPhoto {
    /// The photo.
    pub photo: PhotoView,
    /// The row of the table that it was taken for; empty for the visit as a whole.
    pub indicator: String,
    /// The checkpoint's words; empty for the visit as a whole.
    pub name: String,
}

/// 现场检查记录表.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitSheet {
    /// 编号.
    pub number: String,
    /// The evaluating office.
    pub office: String,
    /// The town.
    pub town: String,
    /// The site.
    pub site: String,
    /// Where it stands.
    pub address: String,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Where the visit stands.
    pub state: VisitState,
    /// When it was opened, and when it ended.
    pub from: Moment,
    /// When it ended.
    pub until: Option<Moment>,
    /// Who inspected.
    pub inspectors: Vec<String>,
    /// Why it could not be made, or was given up.
    pub reason: Option<String>,
    /// Every checkpoint that was answered.
    pub rows: Vec<SheetRow>,
    /// How many checkpoints were not looked at.
    pub unchecked: u32,
    /// Who signed for the site, or why nobody did; nothing where it was not asked.
    pub signed: Option<Result<String, String>>,
    /// Its photos; the first has the number 1 on this sheet.
    pub photos: Vec<SheetPhoto>,
    /// Its records that were not accepted, the newest first.
    pub refused: Vec<RefusedLine>,
    /// It is a 暗访 that the town may not see yet.
    pub hidden: bool,
    /// The person may make it public, and say that records were dealt with.
    pub decides: bool,
}
