//! The plan (计划) in the store: assignments and draws.

use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::{AssignmentState, Form, Method, SiteKind};
use domain::time::Moment;
use uuid::Uuid;

/// An assignment to store.
#[derive(Debug, Clone)]
pub struct NewAssignment {
    /// Its id.
    pub id: Uuid,
    /// The site.
    pub site: SiteId,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// The inspectors.
    pub inspectors: Vec<UserId>,
    /// The due date, as `2026-11-30`.
    pub due: Option<String>,
    /// The note to the inspectors.
    pub note: String,
}

/// A stored draw.
#[derive(Debug, Clone)]
pub struct KeptDraw {
    /// Its number in the district, from 1.
    pub number: u64,
    /// The record, JSON.
    pub doc: String,
    /// SHA-256 of the record, in hex.
    pub sha256: String,
    /// The hash that the audit log recorded at the time of the draw.
    pub logged: Option<String>,
    /// The witness, if one was named after the draw.
    pub late: Option<KeptWitness>,
}

/// The witness of a draw that was recorded without one.
#[derive(Debug, Clone)]
pub struct KeptWitness {
    /// 见证人, as entered.
    pub witness: String,
    /// Who named the witness, by name.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The name that the audit log recorded.
    pub logged: Option<String>,
}

/// The result of naming a witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Witnessed {
    /// The witness is stored.
    Done,
    /// The draw has a witness already.
    Already,
    /// There is no such draw.
    Unknown,
}

/// A draw in a list.
#[derive(Debug, Clone)]
pub struct ListedDraw {
    /// Its number in the district, from 1.
    pub number: u64,
    /// When it was drawn.
    pub at: Moment,
    /// Who drew, by name.
    pub by: String,
    /// How many sites were drawn.
    pub sites: u64,
}

/// A stored assignment with its state.
#[derive(Debug, Clone)]
pub struct KeptAssignment {
    /// The assignment.
    pub what: NewAssignment,
    /// The site's name.
    pub site_name: String,
    /// The site's town.
    pub town: TownId,
    /// Who planned the visit, by name.
    pub made_by: String,
    /// When it was planned.
    pub made_at: Moment,
    /// The draw that it came from.
    pub draw: Option<u64>,
    /// Its state.
    pub state: AssignmentState,
}

/// Which assignments to list.
#[derive(Debug, Clone)]
pub struct AssignmentFilter {
    /// Today's date (`2026-11-30`); assignments due before it are late.
    pub today: String,
    /// In this state; any state but withdrawn if `None`.
    pub state: Option<AssignmentState>,
    /// In this town.
    pub town: Option<TownId>,
    /// At one of these sites.
    pub sites: Option<Vec<SiteId>>,
    /// How many to skip, and how many to return.
    pub page: (u32, u32),
}

/// How many sites of one kind in a town were visited in a quarter.
#[derive(Debug, Clone)]
pub struct Covered {
    /// The town.
    pub town: TownId,
    /// The kind of site.
    pub kind: SiteKind,
    /// How many sites there are.
    pub sites: u32,
    /// How many of them were visited.
    pub visited: u32,
    /// How many visits all these sites had.
    pub visits: u32,
}

/// The result of planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planned {
    /// The visits are planned; a draw returns its number.
    Done(Option<u64>),
    /// A site is closed or unknown, or a person is not an inspector.
    Unknown,
}
