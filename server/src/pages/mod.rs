//! The ports of the pages, on the store.

mod accounts;
mod allowed;
mod bulletin;
mod fact_files;
mod facts;
mod items;
mod manage;
mod once;
mod overview;
mod plan;
mod quarters;
mod review;
mod row;
mod scorecards;
mod scores;
mod sites;
mod tables;
mod upkeep;
mod visits;

pub use accounts::AccountsPort;
pub use bulletin::BulletinsPort;
pub use fact_files::FactFilesPort;
pub use facts::FactsPort;
pub use manage::ManagePort;
pub use overview::OverviewPort;
pub use plan::PlanPort;
pub use quarters::{QuartersPort, WholeYear, year_of};
pub use review::ReviewPort;
pub use scorecards::ScorecardsPort;
pub use scores::ScoresPort;
pub use sites::SitesPort;
pub use tables::TablesPort;
pub use upkeep::{AuditNames, UpkeepPort};
pub use visits::VisitsPort;
