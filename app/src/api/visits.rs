//! 检查: every visit of a quarter, and one in full as 现场检查记录表.

use crate::api::photo::PhotoView;
use domain::ids::{DeviceId, TownId, VisitId};
use domain::inspection::{Form, Method, VisitState};
use domain::sync::wire::Reason;
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};

/// The most visits to release in one request.
pub const RELEASED_AT_ONCE: usize = 200;

/// The filter of the visits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitQuery {
    /// The quarter; `None` for the current one.
    pub quarter: Option<Quarter>,
    /// The town.
    pub town: Option<TownId>,
    /// The state.
    pub state: Option<VisitState>,
    /// The form.
    pub form: Option<Form>,
    /// Whether to list only 暗访 that are not released yet.
    pub hidden: bool,
    /// Whether to list only visits with records that were not accepted.
    #[serde(default)]
    pub refused: bool,
    /// Part of the site's name.
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
    /// The names of the inspectors.
    pub inspectors: Vec<String>,
    /// When it was opened.
    pub at: Moment,
    /// The state.
    pub state: VisitState,
    /// The number of its findings, without withdrawn ones.
    pub findings: u32,
    /// How many of them wait for a decision.
    pub waiting: u32,
    /// Whether it is a 暗访 that was handed in and is not released.
    pub hidden: bool,
    /// How many of its records were not accepted.
    pub refused: u32,
}

/// A visit that was not accepted: only the tablet that sent it has it, and none of it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    /// The site's name, or its id if the site is unknown; `None` if the records do not name it.
    pub site: Option<String>,
    /// The town's name, if the site is known.
    pub town: Option<String>,
    /// The person whose tablet sent it.
    pub person: String,
    /// The tablet.
    pub device: DeviceId,
    /// When the first of its records arrived.
    pub at: Moment,
    /// Why that record was not accepted.
    pub reason: Reason,
    /// Details for somebody who can help; may be empty.
    pub detail: String,
    /// How many of its records were not accepted.
    pub records: u32,
    /// The records that are settled together with this line.
    pub settles: Settles,
}

/// Records that were not accepted and are settled together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settles {
    /// The visit of the records; `None` for the tablet's records that name no visit.
    pub visit: Option<VisitId>,
    /// The tablet.
    pub device: DeviceId,
    /// The first and the last one, in order of arrival.
    pub span: (u64, u64),
}

/// A page of the visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitPage {
    /// The quarter shown.
    pub quarter: Quarter,
    /// Every quarter, newest first.
    pub quarters: Vec<Quarter>,
    /// The visits, newest first.
    pub lines: Vec<VisitLine>,
    /// On the first page, the visits that were not accepted, newest first.
    pub refused: Vec<RefusedLine>,
    /// How many match in all.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// The towns to choose from.
    pub towns: Vec<(TownId, String)>,
    /// Whether the person may release visits.
    pub decides: bool,
}

/// A row of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// The row of the table.
    pub indicator: String,
    /// The checkpoint's words.
    pub name: String,
    /// The same in English, if the table has them.
    pub name_en: Option<String>,
    /// The answer that counts: `meets`, `not-applicable`, `issue`; empty if there is none.
    pub answer: String,
    /// The words and count of each finding that was not withdrawn.
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
    /// The words in English, if the table has them.
    pub name_en: Option<String>,
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
    /// The site's address.
    pub address: String,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// The visit's state.
    pub state: VisitState,
    /// When it was opened.
    pub from: Moment,
    /// When it ended.
    pub until: Option<Moment>,
    /// The inspectors.
    pub inspectors: Vec<String>,
    /// Why it could not be made, or was voided.
    pub reason: Option<String>,
    /// Every checkpoint that was answered.
    pub rows: Vec<SheetRow>,
    /// The number of unchecked checkpoints.
    pub unchecked: u32,
    /// Who signed for the site, or why nobody did; `None` if the site was not asked.
    pub signed: Option<Result<String, String>>,
    /// The photos; the first one is number 1 on this sheet.
    pub photos: Vec<SheetPhoto>,
    /// The records that were not accepted, newest first.
    pub refused: Vec<RefusedLine>,
    /// Whether it is a 暗访 that is not released.
    pub hidden: bool,
    /// Whether the person may release it and settle records.
    pub decides: bool,
}
