//! The plan (计划) as the store keeps it: visits to make, and draws.

use super::Stored;
use domain::draw::Object;
use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::{AssignmentState, Form, Method, SiteKind};
use domain::time::{Moment, Quarter};
use uuid::Uuid;

/// A visit to make.
#[derive(Debug, Clone)]
pub struct NewAssignment {
    /// Its id.
    pub id: Uuid,
    /// The place.
    pub site: SiteId,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Who.
    pub inspectors: Vec<UserId>,
    /// By which date, as `2026-11-30`.
    pub due: Option<String>,
    /// What the inspectors are told.
    pub note: String,
}

/// A draw, as it is kept.
#[derive(Debug, Clone)]
pub struct KeptDraw {
    /// Which draw of the district it is, from 1.
    pub number: u64,
    /// The record, JSON.
    pub doc: String,
    /// SHA-256 of it, hex.
    pub sha256: String,
    /// What the audit log says that hash was when it was drawn.
    pub logged: Option<String>,
}

/// A draw in a list.
#[derive(Debug, Clone)]
pub struct ListedDraw {
    /// Which draw of the district it is, from 1.
    pub number: u64,
    /// When.
    pub at: Moment,
    /// Who drew, by name.
    pub by: String,
    /// How many sites were drawn.
    pub sites: u64,
}

/// A visit to make, as it stands.
#[derive(Debug, Clone)]
pub struct KeptAssignment {
    /// What was to be made.
    pub what: NewAssignment,
    /// The place's name.
    pub site_name: String,
    /// Its town.
    pub town: TownId,
    /// Who planned it, by name.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
    /// The draw that it came from.
    pub draw: Option<u64>,
    /// Where it stands.
    pub state: AssignmentState,
}

/// Which of the planned visits are asked for.
#[derive(Debug, Clone)]
pub struct AssignmentFilter {
    /// The day (`2026-11-30`) by which what is late is told.
    pub today: String,
    /// In this state; in any but withdrawn where there is none.
    pub state: Option<AssignmentState>,
    /// Of this town.
    pub town: Option<TownId>,
    /// At one of these sites.
    pub sites: Option<Vec<SiteId>>,
    /// How many are passed over, and how many are wanted.
    pub page: (u32, u32),
}

/// How far the sites of a town are visited in a quarter.
#[derive(Debug, Clone)]
pub struct Covered {
    /// The town.
    pub town: TownId,
    /// Centres or stations.
    pub kind: SiteKind,
    /// How many there are.
    pub sites: u32,
    /// How many of them were visited.
    pub visited: u32,
    /// How often, all of them together.
    pub visits: u32,
}

/// What came of planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planned {
    /// It stands; with the number of the draw, where it was one.
    Done(Option<u64>),
    /// A site is closed or unknown, or a person does not inspect.
    Unknown,
}

/// The plan. Every change writes its line of the audit log, and what tablets carry of it.
pub trait PlanStore: Send + Sync {
    /// Plans visits, by hand, or with the draw that they came from.
    fn assign<'a>(
        &'a self,
        by: UserId,
        login: &'a str,
        visits: Vec<NewAssignment>,
        draw: Option<(Uuid, String)>,
    ) -> Stored<'a, Planned>;
    /// Withdraws visits that were not made yet; says how many.
    fn withdraw<'a>(&'a self, login: &'a str, visits: Vec<Uuid>) -> Stored<'a, u32>;
    /// A page of the visits that were planned, those to be made first, then the newest; and how many
    /// fit in all.
    fn assignment_list(&self, filter: AssignmentFilter) -> Stored<'_, (Vec<KeptAssignment>, u32)>;
    /// The draws, the newest first.
    fn draws(&self) -> Stored<'_, Vec<ListedDraw>>;
    /// A draw whole.
    fn draw(&self, number: u64) -> Stored<'_, Option<KeptDraw>>;
    /// The sites that are inspected in a quarter, with when each was last visited, in days before `now`.
    fn objects(&self, quarter: Quarter, now: Moment) -> Stored<'_, Vec<Object>>;
    /// How far each town's sites are visited in a quarter.
    fn coverage(&self, quarter: Quarter) -> Stored<'_, Vec<Covered>>;
    /// The sites that were visited in a quarter.
    fn visited_sites(&self, quarter: Quarter) -> Stored<'_, Vec<SiteId>>;
}
