//! Server functions of the online pages: they authenticate, call a port and map the error, and put
//! what is only read into words where that spares the browser the words. Sync is plain HTTP under `/api/v1`.

#![allow(
    missing_docs,
    reason = "#[server] makes a struct of the parameters and cannot document its fields"
)]

#[cfg(feature = "ssr")]
pub mod asker;
pub mod bulletin;
pub mod codes;
#[cfg(feature = "ssr")]
pub mod cookies;
pub mod devices;
pub mod fact_files;
pub mod facts;
pub mod manage;
pub mod overview;
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
