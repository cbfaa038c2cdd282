//! What the pages need, on the store.

mod accounts;
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

use app::error::AppError;
use domain::people::{Person, Right};

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

/// The person must have the right.
fn allowed(person: &Person, right: Right) -> Result<(), AppError> {
    if person.may(right) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}
