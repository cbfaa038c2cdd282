//! The pages, one folder for each noun.

pub mod bulletin;
pub mod codes;
pub mod exports;
pub mod facts;
pub mod facts_import;
pub mod home;
#[cfg(feature = "tablet")]
pub mod inspect;
pub mod manage;
pub mod not_found;
pub mod overview;
pub mod plan;
pub mod quarters;
pub mod rescue;
pub mod review;
pub mod scores;
pub mod session;
pub mod simulate;
pub mod town;
pub mod visits;
