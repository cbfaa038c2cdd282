//! 检查: the visits of a quarter as lists and sheets show them.

use super::{Place, Stored};
use domain::ids::{SiteId, TownId, UserId, VisitId};
use domain::inspection::{Form, Method, SiteKind, Visit, VisitState};
use domain::time::{Moment, Quarter};
use std::collections::BTreeMap;

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
    /// A visit whole.
    fn visit_named(&self, visit: VisitId) -> Stored<'_, Option<NamedVisit>>;
}
