//! 计划: which visits are to be made, by hand and by lot (随机抽取), and how far the quarter's sites are
//! visited.

use domain::draw::Wanted;
use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::{AssignmentState, Form, Method, SiteKind};
use domain::time::{Moment, Quarter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Visits that are planned at once, at most.
pub const PLANNED_AT_ONCE: usize = 500;

/// People who make a visit together, at most.
pub const TOGETHER: usize = 20;

/// A planned visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Its id.
    pub id: Uuid,
    /// The place.
    pub site: String,
    /// The town's name.
    pub town: String,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Who is to make it, by name.
    pub inspectors: Vec<String>,
    /// By which date.
    pub due: Option<String>,
    /// What the inspectors are told.
    pub note: String,
    /// Who planned it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The draw that it came from.
    pub draw: Option<u32>,
    /// Where it stands.
    pub state: AssignmentState,
}

/// How far a town's sites are visited in the quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The town's name.
    pub town: String,
    /// Centres: how many were visited, of how many.
    pub centres: (u32, u32),
    /// Stations: the same.
    pub stations: (u32, u32),
    /// Visits in all.
    pub visits: u32,
}

/// A place on the map of a district: a site, or some that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// How far east, in thousandths of the map's longer side.
    pub x: u32,
    /// How far south.
    pub y: u32,
    /// Centre or station.
    pub kind: SiteKind,
    /// It was visited in the quarter.
    pub visited: bool,
    /// The sites' names.
    pub names: Vec<String>,
}

/// A draw in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawLine {
    /// Which draw of the district it is.
    pub number: u32,
    /// When.
    pub at: Moment,
    /// Who drew.
    pub by: String,
    /// How many sites were drawn.
    pub sites: u32,
}

/// Which of the planned visits are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentQuery {
    /// In this state; in any but withdrawn where there is none.
    #[serde(default)]
    pub state: Option<AssignmentState>,
    /// Of this town.
    #[serde(default)]
    pub town: Option<TownId>,
    /// What the site's name says, in characters or pinyin.
    #[serde(default)]
    pub text: String,
    /// Which page of the list, from 1.
    #[serde(default)]
    pub page: u32,
}

/// A page of the planned visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentPage {
    /// Those to be made first, then the newest.
    pub lines: Vec<Assigned>,
    /// How many fit in all.
    pub total: u32,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
}

/// Sites to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundSites {
    /// Id and name of the first that fit.
    pub sites: Vec<(SiteId, String)>,
    /// How many more fit.
    pub left: u32,
}

/// The plan, but for its visits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPage {
    /// What is sent from the page's forms says this, so that what is sent twice is done once.
    pub fresh: Uuid,
    /// The quarter of which coverage is shown.
    pub quarter: Quarter,
    /// Today, the earliest day by which a visit may be due.
    pub today: String,
    /// The towns, in the order of lists.
    pub towns: Vec<(TownId, String)>,
    /// Who inspects: id, name, login.
    pub inspectors: Vec<(UserId, String, String)>,
    /// The draws, the newest first.
    pub draws: Vec<DrawLine>,
    /// Town by town.
    pub coverage: Vec<Coverage>,
    /// The sites with a position, on a map.
    pub spots: Vec<Spot>,
    /// How many have none.
    pub placeless: u32,
    /// The person may plan.
    pub plans: bool,
}

/// Visits to plan: each site by these people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigning {
    /// The page's [`PlanPage::fresh`]: the same visits asked for under it again are those that stand.
    #[serde(default)]
    pub asked: Option<Uuid>,
    /// The places.
    pub sites: Vec<SiteId>,
    /// Who.
    pub inspectors: Vec<UserId>,
    /// How, and by when.
    pub how: How,
}

/// What visits have in common that are planned together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// By which date, as `2026-11-30`; empty for none.
    pub due: String,
    /// What the inspectors are told.
    pub note: String,
}

/// A draw to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// The page's [`PlanPage::fresh`]: the same draw asked for under it again is the one that was made.
    #[serde(default)]
    pub asked: Option<Uuid>,
    /// What is drawn.
    pub wanted: Wanted,
    /// 见证人.
    pub witness: String,
    /// How the visits that are drawn are made.
    pub how: How,
}

/// A draw, as its record is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRecord {
    /// Which draw of the district it is.
    pub number: u32,
    /// SHA-256 of the record.
    pub sha256: String,
    /// Whether it follows from its lists and seed, and is what the audit log says.
    pub holds: bool,
    /// The evaluating office, for the head of the print.
    pub office: String,
    /// What was drawn: site, town, kind, inspectors.
    pub drawn: Vec<(String, String, SiteKind, Vec<String>)>,
    /// The names of the towns that it was drawn from; all where there are none.
    pub towns: Vec<String>,
    /// 回避: who avoids which towns.
    pub avoids: Vec<(String, Vec<String>)>,
    /// 检查对象名录库: how many, and its hash.
    pub objects: (u32, String),
    /// 检查人员名录库: the same.
    pub people: (u32, String),
    /// The version of the algorithm.
    pub version: u32,
    /// When it was drawn.
    pub at: Moment,
    /// Who drew.
    pub by: String,
    /// 见证人.
    pub witness: String,
    /// The seed.
    pub seed: String,
    /// What was wanted.
    pub wanted: Wanted,
}
