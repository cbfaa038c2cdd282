//! The visits (检查) of a quarter, for lists and sheets.

use crate::store::review::Named;
use domain::ids::{DeviceId, SiteId, TownId, UserId, VisitId};
use domain::inspection::{Form, Method, SiteKind, Visit, VisitState};
use domain::sync::wire::Quarantine;
use domain::time::{Moment, Quarter};
use std::collections::BTreeMap;

/// How many visits that were not accepted are listed, newest first.
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
    /// Only unannounced visits that the town may not see yet.
    pub hidden: bool,
    /// Only visits with operations that were not accepted.
    pub refused: bool,
    /// At one of these sites; at any site if `None`.
    pub sites: Option<Vec<SiteId>>,
    /// How many to skip, and how many to return.
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
    pub town: Named<TownId>,
    /// 考核方式.
    pub method: Method,
    /// 检查形式.
    pub form: Form,
    /// The names of the inspectors.
    pub inspectors: Vec<String>,
    /// When it was opened.
    pub opened_at: Moment,
    /// Its state.
    pub state: VisitState,
    /// The number of its findings that were not withdrawn, and how many of these wait for a
    /// decision.
    pub findings: (u32, u32),
    /// Whether the town may see it.
    pub town_sees: bool,
    /// How many of its operations were not accepted.
    pub refused: u32,
}

/// A visit that was not accepted and therefore is not stored, or one rejected operation of a stored
/// visit.
#[derive(Debug, Clone)]
pub struct RefusedVisit {
    /// Its id; `None` if the operations name no visit.
    pub visit: Option<VisitId>,
    /// The site named in its `open_visit` operation, as written there.
    pub site: Option<String>,
    /// The device that sent it.
    pub device: DeviceId,
    /// The name of the device's person.
    pub person: String,
    /// When the first of its operations arrived.
    pub received: Moment,
    /// Why that operation has no effect.
    pub quarantine: Quarantine,
    /// How many of its operations were not accepted.
    pub records: u32,
    /// The range of numbers that covers these operations: from the first to the last number given
    /// out when this was read.
    pub span: (u64, u64),
}

/// Operations without effect that somebody has dealt with.
#[derive(Debug, Clone)]
pub struct Settling {
    /// The operations of this visit; if `None`, those of the device that name no visit.
    pub visit: Option<VisitId>,
    /// The device.
    pub device: DeviceId,
    /// The range of numbers dealt with. Operations that arrived since are still shown.
    pub span: (u64, u64),
    /// How they were dealt with, for the audit log.
    pub note: String,
}

/// A whole visit, with the names in it.
#[derive(Debug, Clone)]
pub struct NamedVisit {
    /// The visit.
    pub visit: Visit,
    /// The site.
    pub site: Named<SiteId>,
    /// Centre or station.
    pub kind: SiteKind,
    /// The site's address in words.
    pub address: String,
    /// The town.
    pub town: Named<TownId>,
    /// The names of everybody in it.
    pub people: BTreeMap<UserId, String>,
}
