//! The server's storage: what it keeps, the pure code of folding, and the database.
//!
//! Every write is one transaction; its caller gets the result only after the commit.

mod accounts;
mod audit;
mod backup;
pub mod database;
mod deciding;
mod error;
mod evidence;
mod facts;
mod figures;
mod fold;
mod life;
mod numbers;
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
mod sql;
mod sync;
mod visits;

pub use accounts::{
    Account, Counting, EndSessions, ListedSession, NewAccount, OpenSession, Opening, Session,
    SessionLimits,
};
pub use audit::{AuditCheck, AuditEntry, AuditFault, AuditFilter, CAME_IN};
pub use backup::{BackupMark, Kept, KeptBackups};
pub use evidence::{KeptEvidence, NewEvidence};
pub use facts::{Entering, FactLog, KeptFact, NewFact, PastFact};
pub use figures::Figures;
pub use life::{
    Book, Course, Frozen, Highest, KeptAct, LateThing, NewQuarter, Opened, Stepping, TableFile,
};
pub use offices::{NewReminder, NewSign, Reminder, RowSign};
pub use overview::QueueFigures;
pub use photos::{Attached, Upload};
pub use plan::{
    AssignmentFilter, Covered, KeptAssignment, KeptDraw, KeptWitness, ListedDraw, NewAssignment,
    Planned, Witnessed,
};
pub use quarters::{KnownQuarter, Quarters};
pub use registry::{Accepted, Access, Invitation};
pub use review::{
    Choices, Deciding, FindingPage, Listed, Named, QueuePage, QueueQuery, Refused, Worded,
};
#[cfg(test)]
pub(crate) use setup::one_inspector;
pub use setup::{Seed, SeedAssignment, SeedSite, SeedTown};
pub use sites::{POSITIONS, SiteOfTown, SitePositions};
pub use sql::{Choice, Contents, Store};
pub use sync::{KnownDevice, LastReport, PushAnswer, Pushing, Revoked, Viewer};
pub use visits::{ListedVisit, NamedVisit, REFUSED_LISTED, RefusedVisit, Settling, VisitFilter};

pub use self::error::StoreError;
pub(crate) use numbers::{to_i64, to_u64};
