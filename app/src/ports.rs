//! What the pages need from the server, as object-safe traits in a context, since server functions
//! cannot be generic.
//!
//! Each method gets the person who asks and checks role and town itself, so that no page can forget
//! to.

use crate::api::bulletin::Bulletin;
use crate::api::codes::CodeSheet;
use crate::api::devices::{DevicePage, DeviceQuery};
use crate::api::fact_files::EvidenceItem;
use crate::api::facts::{FactsPage, FactsQuery, FactsSave, FactsSaved};
use crate::api::manage::{
    EntryForm, Listing, NewInvited, PeopleQuery, PersonLine, RecordedPosition, SetUp, SiteLine,
    SiteQuery, TownLine, WrongField,
};
use crate::api::overview::Overview;
use crate::api::plan::{
    Assigning, AssignmentPage, AssignmentQuery, DrawPreview, DrawRecord, Drawing, FoundSites,
    PlanPage,
};
use crate::api::quarters::{QuarterPage, Year};
use crate::api::review::{
    Decided, DecisionRequest, FindingDetail, ManyDecided, Queue, QueueFilter,
};
use crate::api::scores::{Charts, ScoreSheet, Trace};
use crate::api::session::Me;
use crate::api::sessions::OpenedSession;
use crate::api::simulation::Simulation;
use crate::api::tables::{TableList, TableSheet};
use crate::api::town::Scorecard;
use crate::api::upkeep::{AuditPage, AuditQuery, AuditVerdict, Backups};
use crate::api::visits::{Settles, VisitPage, VisitQuery, VisitSheet};
use crate::error::AppError;
use domain::ids::{DeviceId, FindingId, SiteId, TownId, UserId, VisitId};
use domain::people::Person;
use domain::quarter::Act;
use domain::registry::District;
use domain::time::Quarter;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use uuid::Uuid;

/// A boxed future, so that the traits stay object-safe.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send + 'a>>;

/// Accounts and sessions.
pub trait Accounts: Send + Sync {
    /// Checks name and password and opens a session. The token goes into the cookie; the server
    /// stores only its hash. `address` is the peer's, for throttling; `agent` is the user agent.
    fn sign_in<'a>(
        &'a self,
        login: &'a str,
        password: &'a str,
        address: &'a str,
        agent: &'a str,
    ) -> Boxed<'a, (Person, String)>;
    /// The person of a session's token, if the session is still valid.
    fn person<'a>(&'a self, token: &'a str) -> Boxed<'a, Option<Person>>;
    /// Like `person`, for requests that an open page makes by itself: they do not extend the
    /// session.
    fn onlooker<'a>(&'a self, token: &'a str) -> Boxed<'a, Option<Person>>;
    /// What every page shows about the person and the installation.
    fn me(&self, person: Option<Person>) -> Boxed<'_, Me>;
    /// Ends a session.
    fn sign_out<'a>(&'a self, token: &'a str) -> Boxed<'a, ()>;
    /// Sets a new password; ends every other session of the person.
    fn change_password<'a>(
        &'a self,
        person: &'a Person,
        token: &'a str,
        old: &'a str,
        new: &'a str,
    ) -> Boxed<'a, ()>;
    /// The open sessions of an account; `token` marks the asker's own. The caller must check who
    /// may ask: everybody may see their own.
    fn sessions<'a>(&'a self, user: UserId, token: &'a str) -> Boxed<'a, Vec<OpenedSession>>;
    /// Ends a session of an account, or all except the one of `token`; returns how many. Ending
    /// others' sessions needs the right to keep people.
    fn end_sessions<'a>(
        &'a self,
        person: &'a Person,
        user: UserId,
        session: Option<Uuid>,
        token: &'a str,
    ) -> Boxed<'a, u32>;
}

/// 核查认定.
pub trait Review: Send + Sync {
    /// The findings that match, newest first.
    fn queue<'a>(&'a self, person: &'a Person, filter: &'a QueueFilter) -> Boxed<'a, Queue>;
    /// One finding with everything that a decision needs.
    fn finding<'a>(&'a self, person: &'a Person, finding: FindingId) -> Boxed<'a, FindingDetail>;
    /// Decides on a finding; returns [`AppError::Changed`] if the revision is not the current one.
    fn decide<'a>(&'a self, person: &'a Person, request: &'a DecisionRequest)
    -> Boxed<'a, Decided>;
    /// Decides on many findings, each separately.
    fn decide_many<'a>(
        &'a self,
        person: &'a Person,
        requests: &'a [DecisionRequest],
    ) -> Boxed<'a, ManyDecided>;
    /// Releases an unannounced visit to its town.
    fn release<'a>(&'a self, person: &'a Person, visit: VisitId) -> Boxed<'a, ()>;
}

/// 得分及扣分明细.
pub trait Scorecards: Send + Sync {
    /// A town's card for a quarter; by default the current quarter and the person's own town. A
    /// town sees only its own card: without 暗访 that are not released, and without other towns'
    /// totals before the results are public. Supervisors see every card in full.
    fn scorecard<'a>(
        &'a self,
        person: &'a Person,
        town: Option<&'a TownId>,
        quarter: Option<Quarter>,
    ) -> Boxed<'a, Scorecard>;
}

/// 得分. The default is the current quarter.
pub trait Scores: Send + Sync {
    /// The scores of a quarter.
    fn sheet<'a>(&'a self, person: &'a Person, quarter: Option<Quarter>) -> Boxed<'a, ScoreSheet>;
    /// The trace of a cell.
    fn trace<'a>(
        &'a self,
        person: &'a Person,
        quarter: Option<Quarter>,
        town: &'a TownId,
        indicator: &'a str,
    ) -> Boxed<'a, Trace>;
    /// The courses of the towns up to the quarter, and the quarter's spread.
    fn charts<'a>(&'a self, person: &'a Person, quarter: Option<Quarter>) -> Boxed<'a, Charts>;
    /// The quarter's data for a simulation.
    fn simulation<'a>(
        &'a self,
        person: &'a Person,
        quarter: Option<Quarter>,
    ) -> Boxed<'a, Simulation>;
}

/// 季度: for supervisors; auditors read it.
pub trait Quarters: Send + Sync {
    /// A quarter with everything that is missing, and the list of all quarters. The default is the
    /// current quarter.
    fn quarter<'a>(
        &'a self,
        person: &'a Person,
        quarter: Option<Quarter>,
    ) -> Boxed<'a, QuarterPage>;
    /// Performs an act; [`AppError::Invalid`] has the code of a refusal.
    fn act<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        act: &'a Act,
        seen: Option<u64>,
    ) -> Boxed<'a, ()>;
    /// Opens a quarter with the table of the given hash.
    fn open<'a>(&'a self, person: &'a Person, quarter: Quarter, table: &'a str) -> Boxed<'a, ()>;
    /// The quarters of a year, town by town.
    fn year<'a>(&'a self, person: &'a Person, year: i16) -> Boxed<'a, Year>;
}

/// Files about facts.
pub trait FactFiles: Send + Sync {
    /// The quarter that facts are entered for: the given one, else the current one.
    fn quarter<'a>(&'a self, person: &'a Person, named: Option<Quarter>) -> Boxed<'a, Quarter>;
    /// The evidence for a town's row, claim or record. Towns see only their own, without withdrawn
    /// files.
    fn evidence<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        town: &'a TownId,
        slot: &'a str,
    ) -> Boxed<'a, Vec<EvidenceItem>>;
}

/// 数据填报. Supervisors see and enter everything; people of an office see all rows and enter their
/// own.
pub trait Facts: Send + Sync {
    /// The rows, and the open row's form.
    fn page<'a>(&'a self, person: &'a Person, query: &'a FactsQuery) -> Boxed<'a, FactsPage>;
    /// Saves a form, all or nothing.
    fn save<'a>(&'a self, person: &'a Person, save: &'a FactsSave) -> Boxed<'a, FactsSaved>;
    /// Signs a row whose highest fact is `head`; returns [`AppError::Changed`] if it is not. A
    /// person who is not the head of the row's office gives a reason in `instead`.
    fn sign<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        row: &'a str,
        head: u64,
        instead: Option<&'a str>,
    ) -> Boxed<'a, ()>;
    /// Reminds the offices of a row.
    fn remind<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        row: &'a str,
        note: &'a str,
    ) -> Boxed<'a, ()>;
    /// Sets the date by which facts are due; empty for none.
    fn set_due<'a>(&'a self, person: &'a Person, quarter: Quarter, due: &'a str) -> Boxed<'a, ()>;
}

/// 结果通报.
pub trait Bulletins: Send + Sync {
    /// The bulletin of a quarter, by default the current one; for supervisors.
    fn bulletin<'a>(&'a self, person: &'a Person, quarter: Option<Quarter>) -> Boxed<'a, Bulletin>;
}

/// The sites.
pub trait Sites: Send + Sync {
    /// The sites of every town, for printing their codes; for supervisors and administrators.
    fn codes<'a>(&'a self, person: &'a Person) -> Boxed<'a, Vec<CodeSheet>>;
    /// The recorded position to offer for a site's entry; for administrators.
    fn taken<'a>(
        &'a self,
        person: &'a Person,
        site: &'a SiteId,
    ) -> Boxed<'a, Option<RecordedPosition>>;
}

/// 管理: for administrators; supervisors and auditors read it.
pub trait Manage: Send + Sync {
    /// The progress of the district's setup.
    fn set_up<'a>(&'a self, person: &'a Person) -> Boxed<'a, SetUp>;
    /// Sets the district's names.
    fn name_district<'a>(&'a self, person: &'a Person, district: &'a District) -> Boxed<'a, ()>;
    /// Opens the first quarter; [`AppError::Invalid`] has the code of a refusal.
    fn open_first<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        table: &'a str,
    ) -> Boxed<'a, ()>;
    /// The towns.
    fn towns<'a>(&'a self, person: &'a Person) -> Boxed<'a, Listing<TownLine>>;
    /// A page of the sites.
    fn sites<'a>(
        &'a self,
        person: &'a Person,
        query: &'a SiteQuery,
    ) -> Boxed<'a, Listing<SiteLine>>;
    /// A page of the people.
    fn people<'a>(
        &'a self,
        person: &'a Person,
        query: &'a PeopleQuery,
    ) -> Boxed<'a, Listing<PersonLine>>;
    /// Creates or changes an entry; returns [`AppError::Changed`] if the registry has changed
    /// since.
    fn save<'a>(&'a self, person: &'a Person, entry: &'a EntryForm) -> Boxed<'a, Vec<WrongField>>;
    /// Creates invitations: links by which people choose a password.
    fn invite<'a>(
        &'a self,
        person: &'a Person,
        people: &'a [UserId],
        origin: &'a str,
    ) -> Boxed<'a, Vec<NewInvited>>;
    /// Everybody without a password.
    fn waiting<'a>(&'a self, person: &'a Person) -> Boxed<'a, Vec<UserId>>;
}

/// The upkeep of the installation: for administrators; auditors read it.
pub trait Upkeep: Send + Sync {
    /// The backups that this server has made.
    fn backups<'a>(&'a self, person: &'a Person) -> Boxed<'a, Backups>;
    /// A page of the audit log; [`AppError::Invalid`] names a day that does not exist.
    fn audit_log<'a>(&'a self, person: &'a Person, query: &'a AuditQuery) -> Boxed<'a, AuditPage>;
    /// Recomputes the audit log's hash chain, one request at a time.
    fn verify_audit<'a>(&'a self, person: &'a Person) -> Boxed<'a, AuditVerdict>;
    /// A page of the tablets.
    fn devices<'a>(&'a self, person: &'a Person, query: &'a DeviceQuery) -> Boxed<'a, DevicePage>;
    /// Bars a device from sending; [`AppError::NotFound`] if there is no such device, or it is
    /// barred already.
    fn bar<'a>(&'a self, person: &'a Person, device: DeviceId, reason: &'a str) -> Boxed<'a, ()>;
    /// Lets a barred device send again; [`AppError::NotFound`] if there is no such barred device.
    fn allow<'a>(&'a self, person: &'a Person, device: DeviceId) -> Boxed<'a, ()>;
}

/// 计划: for supervisors; auditors read it.
pub trait Plan: Send + Sync {
    /// The plan without its visits.
    fn page<'a>(&'a self, person: &'a Person) -> Boxed<'a, PlanPage>;
    /// The planned visits.
    fn assignments<'a>(
        &'a self,
        person: &'a Person,
        query: &'a AssignmentQuery,
    ) -> Boxed<'a, AssignmentPage>;
    /// The open sites that match a name or pinyin.
    fn sites<'a>(
        &'a self,
        person: &'a Person,
        text: &'a str,
        town: Option<&'a TownId>,
    ) -> Boxed<'a, FoundSites>;
    /// Plans visits; returns how many.
    fn assign<'a>(&'a self, person: &'a Person, request: &'a Assigning) -> Boxed<'a, u32>;
    /// Withdraws planned visits that were not made yet; returns how many.
    fn withdraw<'a>(&'a self, person: &'a Person, visits: &'a [Uuid]) -> Boxed<'a, u32>;
    /// What a draw would do, by the draw's own validation; nothing is drawn or stored.
    fn preview<'a>(&'a self, person: &'a Person, request: &'a Drawing) -> Boxed<'a, DrawPreview>;
    /// Draws by lot and plans the visits; returns the number of the draw. [`AppError::Invalid`] has
    /// the code of a refusal.
    fn draw<'a>(&'a self, person: &'a Person, request: &'a Drawing) -> Boxed<'a, u32>;
    /// Names the witness of a draw that has none; a witness is never changed.
    fn name_witness<'a>(
        &'a self,
        person: &'a Person,
        number: u32,
        witness: &'a str,
    ) -> Boxed<'a, ()>;
    /// The record of a draw.
    fn record<'a>(&'a self, person: &'a Person, number: u32) -> Boxed<'a, DrawRecord>;
}

/// 概览: for everybody except inspectors, who have 今日.
pub trait Overviews: Send + Sync {
    /// What the person has to do now.
    fn overview<'a>(&'a self, person: &'a Person) -> Boxed<'a, Overview>;
}

/// 评估表: for those who may read the registry.
pub trait Tables: Send + Sync {
    /// The tables.
    fn list<'a>(&'a self, person: &'a Person) -> Boxed<'a, TableList>;
    /// One table, by its hash.
    fn sheet<'a>(&'a self, person: &'a Person, sha256: &'a str) -> Boxed<'a, TableSheet>;
}

/// 检查: for supervisors; auditors read it.
pub trait Visits: Send + Sync {
    /// A page of the visits of a quarter.
    fn page<'a>(&'a self, person: &'a Person, query: &'a VisitQuery) -> Boxed<'a, VisitPage>;
    /// One visit in full.
    fn sheet<'a>(&'a self, person: &'a Person, visit: VisitId) -> Boxed<'a, VisitSheet>;
    /// Releases unannounced visits to their towns, each separately; returns how many.
    fn release<'a>(&'a self, person: &'a Person, visits: &'a [VisitId]) -> Boxed<'a, u32>;
    /// Notes how records that were not accepted were dealt with; returns how many.
    /// [`AppError::Invalid`] has the note's fault.
    fn settle<'a>(&'a self, person: &'a Person, what: &'a Settles, note: &'a str)
    -> Boxed<'a, u32>;
}

/// All ports; the server provides them as a context.
#[derive(Clone)]
pub struct Ports {
    /// Accounts and sessions.
    pub accounts: Arc<dyn Accounts>,
    /// 核查认定.
    pub review: Arc<dyn Review>,
    /// 得分及扣分明细.
    pub scorecards: Arc<dyn Scorecards>,
    /// 得分.
    pub scores: Arc<dyn Scores>,
    /// 季度.
    pub quarters: Arc<dyn Quarters>,
    /// Files about facts.
    pub fact_files: Arc<dyn FactFiles>,
    /// 数据填报.
    pub facts: Arc<dyn Facts>,
    /// 结果通报.
    pub bulletins: Arc<dyn Bulletins>,
    /// The sites.
    pub sites: Arc<dyn Sites>,
    /// 检查.
    pub visits: Arc<dyn Visits>,
    /// 计划.
    pub plan: Arc<dyn Plan>,
    /// 管理.
    pub manage: Arc<dyn Manage>,
    /// 概览.
    pub overview: Arc<dyn Overviews>,
    /// 评估表.
    pub tables: Arc<dyn Tables>,
    /// 设备, 备份, 审计日志.
    pub upkeep: Arc<dyn Upkeep>,
    /// The name of the session cookie; with TLS it has the `__Host-` prefix.
    pub cookie_name: &'static str,
    /// Whether the cookie is for TLS only.
    pub cookie_secure: bool,
}
