//! The evaluation of a quarter: the stored data as a case, and its scores.

mod eyes;
mod frozen;
mod inspected;
mod load;
mod loaded;
mod view;

pub use eyes::{Eyes, behind, rests_on, with_findings};
pub use frozen::freeze;
pub use inspected::{of_town as inspected_of, town as scored_town};
pub use loaded::{Evaluation, priced};
pub use view::{View, evidence_of_town, held_back, photo_of_town};
