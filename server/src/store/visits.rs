//! 检查: the visits of a quarter as lists and sheets show them.

use super::{Place, Stored};
use domain::ids::{DeviceId, SiteId, TownId, UserId, VisitId};
use domain::inspection::{Form, Method, SiteKind, Visit, VisitState};
use domain::sync::wire::Quarantine;
use domain::time::{Moment, Quarter};
use std::collections::BTreeMap;

/// So many visits that were not accepted are listed, the newest.
pub const REFUSED_LISTED: u32 = 200;

/// Which visits are listed.
#[derive(Debug, Clone)]
pub struct VisitFilter {
    /// Of this quarter.
    pub quarter: Quarter,
    /// Of this town.
    pub town: Option<TownId>,
    /// In this state.
    pub state: Option<VisitState>,
    /// Of this form.
    pub form: Option<Form>,
    /// Of 暗访 those that the town may not see yet.
    pub hidden: bool,
    /// Those of which something was not accepted.
    pub refused: bool,
    /// At one of these sites; at any where there is no list.
    pub sites: Option<Vec<SiteId>>,
    /// So many are passed over, and so many answered.
    pub page: (u32, u32),
}

/// A visit in a list.
#[derive(Debug, Clone)]
pub struct ListedVisit {
    /// The visit.
    pub id: VisitId,
    /// The site's name.
    pub site: String,
    /// The town.
    pub town: Place<TownId>,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// Who inspected, by name.
    pub inspectors: Vec<String>,
    /// When it was opened.
    pub opened_at: Moment,
    /// Where it stands.
    pub state: VisitState,
    /// Its findings that were not taken back, and how many of them wait for a supervisor.
    pub findings: (u32, u32),
    /// The town may see it.
    pub town_sees: bool,
    /// How many of its operations were not accepted.
    pub refused: u32,
}

/// A visit that the store lacks because it was not accepted, or one operation of a visit that was not.
#[derive(Debug, Clone)]
pub struct RefusedVisit {
    /// Its id; nothing where the operations name none.
    pub visit: Option<VisitId>,
    /// The site that its opening names, as it was written there.
    pub site: Option<String>,
    /// The device that sent it.
    pub device: DeviceId,
    /// Whose device it is, by name.
    pub person: String,
    /// When the first of its operations arrived.
    pub received: Moment,
    /// Why that one has no effect.
    pub quarantine: Quarantine,
    /// How many operations of it were not accepted.
    pub records: u32,
    /// Which operations these are at most, by the order of arrival: from the first to the last that had
    /// arrived when this was read.
    pub span: (u64, u64),
}

/// Operations without effect that somebody has dealt with.
#[derive(Debug, Clone)]
pub struct Settling {
    /// Those of this visit; where there is none, those of the device that name no visit.
    pub visit: Option<VisitId>,
    /// The device.
    pub device: DeviceId,
    /// From one to another, by the order of arrival: what has arrived since is still to be told.
    pub span: (u64, u64),
    /// How they were dealt with, for the audit log.
    pub note: String,
}

/// A visit whole, with the names in it.
#[derive(Debug, Clone)]
pub struct NamedVisit {
    /// The visit.
    pub visit: Visit,
    /// The site.
    pub site: Place<SiteId>,
    /// Centre or station.
    pub kind: SiteKind,
    /// Where the site stands, in words.
    pub address: String,
    /// The town.
    pub town: Place<TownId>,
    /// The names of everybody in it.
    pub people: BTreeMap<UserId, String>,
}

/// The visits of a quarter.
pub trait VisitStore: Send + Sync {
    /// A page of the visits, the newest first, and how many match.
    fn visit_list(&self, filter: VisitFilter) -> Stored<'_, (Vec<ListedVisit>, u32)>;
    /// The visits of a quarter that were not accepted, the newest first, [`REFUSED_LISTED`] at most.
    fn visits_refused(&self, quarter: Quarter) -> Stored<'_, Vec<RefusedVisit>>;
    /// The operations of a visit that were not accepted, one by one, the newest first, [`REFUSED_LISTED`] at
    /// most.
    fn refused_of(&self, visit: VisitId) -> Stored<'_, Vec<RefusedVisit>>;
    /// How many operations of a quarter were not accepted, in whatever visits.
    fn refused_count(&self, quarter: Quarter) -> Stored<'_, u32>;
    /// Tells of operations no more that were dealt with; says how many those are.
    fn settle_refused<'a>(&'a self, login: &'a str, what: Settling) -> Stored<'a, u32>;
    /// A visit whole.
    fn visit_named(&self, visit: VisitId) -> Stored<'_, Option<NamedVisit>>;
}
