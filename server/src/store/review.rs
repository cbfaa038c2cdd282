//! The review, as the store carries it out.

use super::Stored;
use app::api::review::QueueFilter;
use domain::ids::{CheckpointId, FindingId, SiteId, TownId, UserId, VisitId};
use domain::inspection::{
    Counted, Decision, FinderLevel, FindingState, Flag, Form, Method, Verdict, Visit,
};
use domain::time::Moment;
use std::collections::BTreeMap;

/// A finding as lists show it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The finding.
    pub id: FindingId,
    /// Its number in the district: newer ones have higher numbers.
    pub number: u64,
    /// Its revision.
    pub revision: u32,
    /// Its visit.
    pub visit: VisitId,
    /// The town.
    pub town: Place<TownId>,
    /// The site.
    pub site: Place<SiteId>,
    /// What it is a fault of.
    pub checkpoint: CheckpointId,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Where it stands.
    pub state: FindingState,
    /// The number of the decision that stands.
    pub decided: Option<u64>,
    /// Decided, but changed since.
    pub reopened: bool,
    /// What was noticed, a possible duplicate too.
    pub flags: Vec<Flag>,
    /// How many.
    pub count: u32,
    /// The time that counts.
    pub counted_at: Moment,
    /// Its day by the table's clock.
    pub day: String,
    /// Who recorded it, by name.
    pub inspector: String,
    /// Whose visit it was found on.
    pub finder: FinderLevel,
    /// The device that it came from.
    pub device: String,
    /// How many photos it has.
    pub photos: u32,
}

/// A place with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<Id> {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// What of the queue to list.
#[derive(Debug, Clone)]
pub struct QueueQuery {
    /// What the page asks for; its words are left to [`QueueQuery::within`].
    pub filter: QueueFilter,
    /// Only these.
    pub within: Option<Vec<FindingId>>,
    /// At most this many.
    pub limit: u32,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// The findings, newest first.
    pub found: Vec<Listed>,
    /// How many match altogether.
    pub total: u64,
    /// How many wait, whatever the filter.
    pub waiting: u64,
    /// There are more below.
    pub more: bool,
}

/// What a finding can be searched by.
#[derive(Debug, Clone)]
pub struct Worded {
    /// The finding.
    pub id: FindingId,
    /// What it is a fault of.
    pub checkpoint: CheckpointId,
    /// The time that counts.
    pub counted_at: Moment,
    /// The names of its site, of its town, of who recorded it and of who else made the visit.
    pub names: Vec<String>,
    /// What its inspectors said, in all of its versions and as it was decided.
    pub words: Vec<String>,
}

/// What the queue can be filtered by.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// The sites that anything was found at, by name.
    pub sites: Vec<Place<SiteId>>,
    /// The people who made a visit, by name.
    pub inspectors: Vec<Place<UserId>>,
}

/// One finding with what surrounds it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The finding.
    pub listed: Listed,
    /// Its visit whole.
    pub visit: Visit,
    /// Every decision on it, newest first.
    pub decisions: Vec<Decision>,
    /// Other findings at the site on the day.
    pub same_day: Vec<Listed>,
    /// The same checkpoint at the site before, newest first, with the decision that stands.
    pub before: Vec<(Listed, Option<Decision>)>,
    /// What else waits at the site, newest first.
    pub open: Vec<Listed>,
    /// Earlier findings at the site, newest first.
    pub history: Vec<Listed>,
    /// The names of the people in it.
    pub names: BTreeMap<UserId, String>,
}

/// A decision to carry out.
#[derive(Debug, Clone)]
pub struct Deciding {
    /// The finding.
    pub finding: FindingId,
    /// The revision that was read.
    pub revision: u32,
    /// The number of the decision that stood then; none where there was none.
    pub seen: Option<u64>,
    /// What is decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// The number as the supervisor sets it.
    pub count: Option<u32>,
    /// The time that counts as the supervisor sets it.
    pub observed_at: Option<Moment>,
    /// Who decides.
    pub by: UserId,
    /// When.
    pub at: Moment,
}

/// Why a decision or a release is refused; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is no such thing.
    Unknown,
    /// The finding has another revision by now.
    Changed(u32),
    /// A value cannot be taken: the field, and the code that pages put into words.
    Invalid(&'static str, &'static str),
}

/// The review. Every change is one transaction with its rows, its feed and its audit line.
pub trait ReviewStore: Send + Sync {
    /// A page of the queue.
    fn queue(&self, query: QueueQuery) -> Stored<'_, QueuePage>;
    /// How many findings wait for a decision, whatever the filter.
    fn waiting(&self) -> Stored<'_, u64>;
    /// What the findings that a filter takes can be searched by.
    fn worded<'a>(&'a self, filter: &'a QueueFilter) -> Stored<'a, Vec<Worded>>;
    /// What the queue can be filtered by: the sites of one town, where one is given.
    fn choices<'a>(&'a self, town: Option<&'a TownId>) -> Stored<'a, Choices>;
    /// One finding.
    fn finding(&self, finding: FindingId) -> Stored<'_, Option<Found>>;
    /// Every finding of a quarter that may count, with its town, in the order of arrival.
    fn counted_in<'a>(&'a self, quarter: &'a str) -> Stored<'a, Vec<(TownId, Counted)>>;
    /// A town's findings of a quarter (`2026Q4`), all of them.
    fn counted<'a>(&'a self, town: &'a TownId, quarter: &'a str) -> Stored<'a, Vec<Counted>>;
    /// Decides.
    fn decide(&self, deciding: Deciding) -> Stored<'_, Result<(), Refused>>;
    /// Lets the town see an unannounced visit.
    fn release(&self, by: UserId, visit: VisitId) -> Stored<'_, Result<(), Refused>>;
}
