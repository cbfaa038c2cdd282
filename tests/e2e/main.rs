//! The product as people use it: the real server, a real browser, a network that fails.
//!
//! `cargo xtask test` builds the server and the site and runs these; without them they fail.

mod desk;
mod engines;
mod faults;
mod main_job;
mod offline;
mod on_site;
mod quarter;
mod same_bytes;
mod update;
