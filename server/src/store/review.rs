//! The review in the store.

use app::api::review::QueueFilter;
use domain::ids::{CheckpointId, FindingId, SiteId, TownId, UserId, VisitId};
use domain::inspection::{Decision, FinderLevel, FindingState, Flag, Form, Method, Verdict, Visit};
use domain::time::Moment;
use std::collections::BTreeMap;

/// A finding as lists show it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The finding.
    pub id: FindingId,
    /// Its number in the district; newer findings have higher numbers.
    pub number: u64,
    /// Its revision.
    pub revision: u32,
    /// Its visit.
    pub visit: VisitId,
    /// The town.
    pub town: Named<TownId>,
    /// The site.
    pub site: Named<SiteId>,
    /// The checkpoint that was not met.
    pub checkpoint: CheckpointId,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Its state.
    pub state: FindingState,
    /// The number of the current decision.
    pub decided: Option<u64>,
    /// Whether it has changed since its decision.
    pub reopened: bool,
    /// Its flags, including a possible duplicate.
    pub flags: Vec<Flag>,
    /// How many faults it counts for.
    pub count: u32,
    /// The time that counts for scoring.
    pub counted_at: Moment,
    /// Its day by the table's clock.
    pub day: String,
    /// Who recorded it, by name.
    pub inspector: String,
    /// The level of authority that found it.
    pub finder: FinderLevel,
    /// The device that recorded it.
    pub device: String,
    /// How many photos it has.
    pub photos: u32,
}

/// A place with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<Id> {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// Which part of the queue to list.
#[derive(Debug, Clone)]
pub struct QueueQuery {
    /// The page's filter; its search words are applied through [`QueueQuery::within`].
    pub filter: QueueFilter,
    /// Only these findings.
    pub within: Option<Vec<FindingId>>,
    /// At most this many findings.
    pub limit: u32,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// The findings, newest first.
    pub found: Vec<Listed>,
    /// How many match altogether.
    pub total: u64,
    /// How many wait for a decision, whatever the filter.
    pub waiting: u64,
    /// Whether more follow.
    pub more: bool,
}

/// The text by which a finding can be searched.
#[derive(Debug, Clone)]
pub struct Worded {
    /// The finding.
    pub id: FindingId,
    /// The checkpoint that was not met.
    pub checkpoint: CheckpointId,
    /// The time that counts for scoring.
    pub counted_at: Moment,
    /// The names of its site, its town, the person who recorded it and the visit's other
    /// inspectors.
    pub names: Vec<String>,
    /// What inspectors wrote, in all revisions and in the decided content.
    pub words: Vec<String>,
}

/// The values to filter the queue by.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// The sites with any findings, sorted by name.
    pub sites: Vec<Named<SiteId>>,
    /// The people who made visits, sorted by name.
    pub inspectors: Vec<Named<UserId>>,
}

/// One finding with its context.
#[derive(Debug, Clone)]
pub struct FindingPage {
    /// The finding.
    pub listed: Listed,
    /// Its whole visit.
    pub visit: Visit,
    /// Every decision on it, newest first.
    pub decisions: Vec<Decision>,
    /// Other findings at the site on the same day.
    pub same_day: Vec<Listed>,
    /// Earlier findings of the same checkpoint at the site, newest first, each with its current
    /// decision.
    pub before: Vec<(Listed, Option<Decision>)>,
    /// Other findings at the site that wait for a decision, newest first.
    pub open: Vec<Listed>,
    /// Earlier findings at the site, newest first.
    pub history: Vec<Listed>,
    /// The names of all people named here.
    pub names: BTreeMap<UserId, String>,
}

/// A decision to store.
#[derive(Debug, Clone)]
pub struct Deciding {
    /// The finding.
    pub finding: FindingId,
    /// The revision that the supervisor read.
    pub revision: u32,
    /// The number of the decision that was current then, if any.
    pub seen: Option<u64>,
    /// The verdict.
    pub verdict: Verdict,
    /// The reason.
    pub reason: String,
    /// The number that the supervisor sets.
    pub count: Option<u32>,
    /// The time that the supervisor sets to count.
    pub observed_at: Option<Moment>,
    /// Who decides.
    pub by: UserId,
    /// When it is decided.
    pub at: Moment,
}

/// Why a decision or a release is rejected; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The finding or visit does not exist.
    Unknown,
    /// The finding now has another revision.
    Changed(u32),
    /// A value is invalid: the field, and the code that pages put into words.
    Invalid(&'static str, &'static str),
}
