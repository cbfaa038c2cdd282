//! What the pages need, on the store.

mod accounts;
mod review;
mod scorecards;

pub use accounts::AccountsPort;
pub use review::ReviewPort;
pub use scorecards::ScorecardsPort;
