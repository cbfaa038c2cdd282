//! The server's storage: traits that each database implements, and the pure code they share.
//!
//! Every write is one transaction; its caller gets the result only after the commit.

mod accounts;
mod audit;
mod backup;
mod cards;
mod deciding;
mod error;
mod evidence;
mod exports;
mod facts;
mod fold;
mod life;
mod offices;
pub mod open;
mod overview;
mod photos;
mod plan;
pub(crate) mod project;
mod quarters;
mod registry;
mod review;
mod setup;
mod sites;
pub mod sqlite;
mod sync;
mod visits;

pub use accounts::{
    Account, AccountStore, Counting, EndSessions, ListedSession, NewAccount, OpenSession, Opening,
    Session, SessionLimits,
};
pub use audit::{AuditCheck, AuditEntry, AuditFault, AuditFilter, AuditStore, CAME_IN};
pub use backup::{BackupMark, BackupStore, Kept, KeptBackups};
pub use cards::CardStore;
pub use evidence::{EvidenceStore, KeptEvidence, NewEvidence};
pub use exports::ExportStore;
pub use facts::{Entering, FactLog, FactStore, KeptFact, NewFact, PastFact};
pub use life::{
    Book, Course, Frozen, Highest, KeptAct, LateThing, NewQuarter, Opened, QuarterStore, Stepping,
    TableFile,
};
pub use offices::{NewReminder, NewSign, OfficeStore, Reminder, RowSign};
pub use overview::{OverviewStore, QueueFigures};
pub use photos::{Attached, PhotoStore, Upload};
pub use plan::{
    AssignmentFilter, Covered, KeptAssignment, KeptDraw, KeptWitness, ListedDraw, NewAssignment,
    PlanStore, Planned, Witnessed,
};
pub use quarters::{KnownQuarter, Quarters};
pub use registry::{Accepted, Access, Invitation, RegistryStore};
pub use review::{
    Choices, Deciding, FindingPage, Listed, Named, QueuePage, QueueQuery, Refused, ReviewStore,
    Worded,
};
#[cfg(test)]
pub(crate) use setup::one_inspector;
pub use setup::{Seed, SeedAssignment, SeedSite, SeedTown, SetupStore};
pub use sites::{POSITIONS, SiteOfTown, SitePositions, SiteStore};
pub use sync::{KnownDevice, LastReport, PushAnswer, Pushing, Revoked, SyncStore, Viewer};
pub use visits::{
    ListedVisit, NamedVisit, REFUSED_LISTED, RefusedVisit, Settling, VisitFilter, VisitStore,
};

pub use self::error::{StoreError, Stored};

/// Everything that the server stores.
pub trait Store:
    AccountStore
    + AuditStore
    + BackupStore
    + CardStore
    + EvidenceStore
    + ExportStore
    + FactStore
    + OfficeStore
    + OverviewStore
    + PhotoStore
    + PlanStore
    + QuarterStore
    + RegistryStore
    + ReviewStore
    + SetupStore
    + SiteStore
    + SyncStore
    + VisitStore
{
}

/// A number for a column. Counters stay far below the limit; clients' numbers are bounded earlier.
pub(crate) fn to_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number from a column; columns hold no negative numbers.
pub(crate) fn to_u64(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
