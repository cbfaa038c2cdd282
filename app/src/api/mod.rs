//! The data that pages and server exchange, page by page.

pub mod bulletin;
pub mod codes;
pub mod devices;
pub mod fact_files;
pub mod facts;
pub mod manage;
pub mod overview;
pub mod photo;
pub mod plan;
pub mod quarters;
pub mod review;
pub mod scores;
pub mod session;
pub mod sessions;
pub mod simulation;
pub mod tables;
pub mod town;
pub mod upkeep;
pub mod visits;
