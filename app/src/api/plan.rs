//! 计划: the visits to be made, planned by hand or by lot (随机抽取), and how far the quarter's
//! sites are covered.

use domain::draw::Wanted;
use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::{AssignmentState, Form, Method, SiteKind};
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most visits to plan in one request.
pub const PLANNED_AT_ONCE: usize = 500;

/// The most people on one visit.
pub const TOGETHER: usize = 20;

/// A planned visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// The assignment's id.
    pub id: Uuid,
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
    /// The due date.
    pub due: Option<String>,
    /// A note for the inspectors.
    pub note: String,
    /// Who planned it.
    pub by: String,
    /// When it was planned.
    pub at: Moment,
    /// The number of the draw that it came from.
    pub draw: Option<u32>,
    /// Its state.
    pub state: AssignmentState,
}

/// How many of a town's sites were visited in the quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The town's name.
    pub town: String,
    /// Centres: visited, and in all.
    pub centres: (u32, u32),
    /// Stations: visited, and in all.
    pub stations: (u32, u32),
    /// The number of visits.
    pub visits: u32,
}

/// A spot on the map: one site, or several at the same place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The distance from the western edge, in thousandths of the map's longer side.
    pub x: u32,
    /// The distance from the northern edge, in the same unit.
    pub y: u32,
    /// Centre or station.
    pub kind: SiteKind,
    /// Whether it was visited in the quarter.
    pub visited: bool,
    /// The sites' names.
    pub names: Vec<String>,
}

/// A draw in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawLine {
    /// The number of the draw in the district.
    pub number: u32,
    /// When it was drawn.
    pub at: Moment,
    /// Who drew.
    pub by: String,
    /// How many sites were drawn.
    pub sites: u32,
}

/// The filter of the planned visits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentQuery {
    /// The state; `None` for all except withdrawn.
    #[serde(default)]
    pub state: Option<AssignmentState>,
    /// The town.
    #[serde(default)]
    pub town: Option<TownId>,
    /// Part of the site's name, in characters or pinyin.
    #[serde(default)]
    pub text: String,
    /// The page, from 1.
    #[serde(default)]
    pub page: u32,
}

/// A page of the planned visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentPage {
    /// The visits: those still to be made, then the newest.
    pub lines: Vec<Assigned>,
    /// How many match in all.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// The number of pages.
    pub pages: u32,
}

/// Sites to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundSites {
    /// The id and name of the first matches.
    pub sites: Vec<(SiteId, String)>,
    /// How many more match.
    pub left: u32,
}

/// The plan without its visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPage {
    /// An id that the page's forms send along, so that a form sent twice takes effect once.
    pub fresh: Uuid,
    /// The quarter of the coverage.
    pub quarter: Quarter,
    /// Today: the earliest due date.
    pub today: String,
    /// The towns, in list order.
    pub towns: Vec<(TownId, String)>,
    /// The inspectors: id, name, login.
    pub inspectors: Vec<(UserId, String, String)>,
    /// The draws, newest first.
    pub draws: Vec<DrawLine>,
    /// The coverage, by town.
    pub coverage: Vec<Coverage>,
    /// The sites with a position, for the map.
    pub spots: Vec<Spot>,
    /// The number of sites without a position.
    pub placeless: u32,
    /// Whether the person may plan.
    pub plans: bool,
}

/// Visits to plan: one for each site, by these inspectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigning {
    /// The page's [`PlanPage::fresh`]: a repeated request with the same id returns the visits
    /// already planned.
    #[serde(default)]
    pub asked: Option<Uuid>,
    /// The sites.
    pub sites: Vec<SiteId>,
    /// The inspectors.
    pub inspectors: Vec<UserId>,
    /// The method, form, date and note.
    pub how: How,
}

/// What visits planned together have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// The due date, as `2026-11-30`; empty for none.
    pub due: String,
    /// A note for the inspectors.
    pub note: String,
}

/// A draw to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// The page's [`PlanPage::fresh`]: a repeated request with the same id returns the draw already
    /// made.
    #[serde(default)]
    pub asked: Option<Uuid>,
    /// What to draw.
    pub wanted: Wanted,
    /// 见证人.
    pub witness: String,
    /// The method, form, date and note of the visits.
    pub how: How,
}

/// What a draw would do. It is told before there is a seed, so it names no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawPreview {
    /// 检查对象名录库: the number of entries, and how many of them the lot may choose.
    pub objects: (u32, u32),
    /// 检查人员名录库: the number of entries.
    pub people: u32,
    /// How many visits will be planned.
    pub assignments: u32,
    /// 回避: who avoids which towns.
    pub avoids: Vec<(String, Vec<String>)>,
    /// The names of the towns to draw from; empty for all.
    pub towns: Vec<String>,
    /// What is to be drawn.
    pub wanted: Wanted,
    /// 见证人.
    pub witness: String,
    /// The method, form, date and note of the visits.
    pub how: How,
}

/// A witness who was named after the draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateWitness {
    /// 见证人.
    pub witness: String,
    /// Who named the witness.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A draw with everything that its record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawRecord {
    /// The number of the draw in the district.
    pub number: u32,
    /// SHA-256 of the record.
    pub sha256: String,
    /// Whether the result follows from the lists and the seed, and matches the audit log.
    pub holds: bool,
    /// The evaluating office, for the heading.
    pub office: String,
    /// The result: site, town, kind, inspectors.
    pub drawn: Vec<(String, String, SiteKind, Vec<String>)>,
    /// The names of the towns drawn from; empty for all.
    pub towns: Vec<String>,
    /// 回避: who avoids which towns.
    pub avoids: Vec<(String, Vec<String>)>,
    /// 检查对象名录库: the number of entries, and the hash.
    pub objects: (u32, String),
    /// 检查人员名录库: the number of entries, and the hash.
    pub people: (u32, String),
    /// The version of the algorithm.
    pub version: u32,
    /// When it was drawn.
    pub at: Moment,
    /// Who drew.
    pub by: String,
    /// 见证人, as named at the draw.
    pub witness: String,
    /// 见证人, as named afterwards.
    pub late: Option<LateWitness>,
    /// Whether the person may name the witness, because there is none.
    pub lacks_witness: bool,
    /// The seed.
    pub seed: String,
    /// What was to be drawn.
    pub wanted: Wanted,
}

/// Names with their values in the reader's language, as a sheet lists them.
pub type Fields = Vec<(String, String)>;

/// A draw, as printed in its record. The server puts it into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawSheet {
    /// The number of the draw in the district.
    pub number: u32,
    /// Whether the result follows from the lists and the seed, and matches the audit log.
    pub holds: bool,
    /// The evaluating office, for the heading.
    pub office: String,
    /// What the record says besides the result.
    pub fields: Fields,
    /// The result: site, town, kind, inspectors.
    pub drawn: Vec<(String, String, SiteKind, Vec<String>)>,
    /// Whether the reader may name the witness, because there is none.
    pub lacks_witness: bool,
}
