//! What the pages need, on the store.

mod accounts;
mod bulletin;
mod fact_files;
mod facts;
mod items;
mod quarters;
mod review;
mod row;
mod scorecards;
mod scores;
mod sites;

use app::error::AppError;
use domain::people::{Person, Role};

pub use accounts::AccountsPort;
pub use bulletin::BulletinsPort;
pub use fact_files::FactFilesPort;
pub use facts::FactsPort;
pub use quarters::{QuartersPort, year_of};
pub use review::ReviewPort;
pub use scorecards::ScorecardsPort;
pub use scores::ScoresPort;
pub use sites::SitesPort;

/// Most ports are for supervisors alone.
fn supervises(person: &Person) -> Result<(), AppError> {
    if person.is(Role::Supervisor) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}
